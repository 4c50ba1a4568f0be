import DecisionLog
import EvidenceTesting
import Foundation
import PolicyEngine
import Testing

@testable import WebhookServer

@Suite(
    "What the cluster confirms",
    .enabled(if: KubernetesServer.isAvailable, "python3 starts the API server of the tests"),
    .timeLimit(.minutes(4)))
struct ClusterObserverTests {
    @Test("what was reviewed and stored is live by the decision that let it in; what was never stored never is")
    func stored() async throws {
        let site = try WatchedSite()
        try await eventually { site.isSynced }
        let never = Texts.object("Deployment", Texts.mutable, name: "never", uid: "u-never")
        #expect(try await site.review(Texts.review(never, name: "never"))["allowed"]?.bool == true)
        try await site.create("Deployment", Texts.mutable, name: "web", uid: "u-web")
        try await site.create("Deployment", Texts.pinned, name: "good", uid: "u-good")
        try await eventually { site.live("u-web") != nil && site.live("u-good") != nil }
        #expect(site.states("Deployment", "web").map(\.admission) == [.tolerated])
        #expect(site.states("Deployment", "good").map(\.admission) == [.allowed])
        #expect(site.states("Deployment", "web").first?.models.map(\.value) == ["org/model"])
        #expect(site.states("Deployment", "never").isEmpty && site.live("u-never") == nil)
        guard case .live(let observation)? = try site.entries("live", "web").first else { return #expect(Bool(false)) }
        #expect(observation.requestUID == "r-u-web" && observation.generation == 1)
        #expect(try site.entries("reviewed", "never").count == 1 && site.entries("live", "never").isEmpty)
    }

    @Test("what nobody let in is judged as it stands, and a later refusal of it is known")
    func stranger() async throws {
        let site = try WatchedSite(Texts.policy())
        try await eventually { site.isSynced }
        try await site.create("Deployment", Texts.pinned, name: "known", uid: "u-known")
        try await eventually { site.live("u-known") != nil }
        try site.store(Texts.object("Deployment", Texts.mutable, name: "bad", uid: "u-bad"))
        try site.store(Texts.object("Deployment", Texts.pinned, name: "fine", uid: "u-fine"))
        try await eventually { site.live("u-bad") != nil && site.live("u-fine") != nil }
        #expect(site.live("u-bad")?.state?.admission == .denied)
        #expect(site.live("u-fine")?.state?.admission == .allowed)
        guard case .reviewed(let judged)? = try site.entries("reviewed", "bad").first else {
            return #expect(Bool(false))
        }
        #expect(judged.operation == "OBSERVED" && judged.verdict == "denied" && judged.codes == ["pinnedModel.mutable"])
        // It excuses no children, and what was let in does.
        let child = Texts.object(
            "ReplicaSet", Texts.mutable, name: "bad-1", uid: "u-bad-1",
            owner: Texts.owned(by: "Deployment", "bad", uid: "u-bad"))
        let review = Texts.review(
            child, kind: "ReplicaSet", name: "bad-1", user: "system:serviceaccount:kube-system:deployment-controller")
        #expect(try await site.review(review)["status"]?["code"]?.int == 403)
    }

    @Test("an object that was changed past the webhook is judged anew; one that was changed through it is not")
    func changed() async throws {
        let site = try WatchedSite(Texts.policy())
        try await eventually { site.isSynced }
        try await site.create("Deployment", Texts.pinned, name: "web", uid: "u-web")
        try await eventually { site.live("u-web")?.state?.admission == .allowed }
        try site.store(Texts.object("Deployment", Texts.mutable, name: "web", uid: "u-web", generation: 2))
        try await eventually { site.live("u-web")?.generation == 2 }
        #expect(site.live("u-web")?.state?.admission == .denied)
        #expect(site.states("Deployment", "web").map(\.isLive) == [true, false])
    }

    @Test("an annotation that was edited is another state, though the generation stays")
    func annotation() async throws {
        let site = try WatchedSite()
        try await eventually { site.isSynced }
        func object(_ features: String) -> String {
            Texts.object(
                "Deployment", Texts.pinned, uid: "u-web",
                metadata: #","annotations":{"pedigree.dev/data-context":"features=s3://f/\#(features)/"}"#)
        }
        #expect(try await site.review(Texts.review(object("v1")))["allowed"]?.bool == true)
        try site.store(object("v1"))
        try await eventually { site.states("Deployment", "web").count == 1 }
        let edit = Texts.review(object("v2"), old: object("v1"), operation: "UPDATE", uid: "second")
        #expect(try await site.review(edit)["allowed"]?.bool == true)
        try site.store(object("v2"))
        try await eventually { site.states("Deployment", "web").count == 2 }
        #expect(
            site.states("Deployment", "web").map { $0.context.entries["features"] } == ["s3://f/v2/", "s3://f/v1/"])
        #expect(site.states("Deployment", "web").map(\.isLive) == [true, false])
    }

    @Test("two decisions about one generation: the object itself says which of them the cluster stored")
    func ambiguous() async throws {
        let site = try WatchedSite()
        try await eventually { site.isSynced }
        let (one, other) = (
            Texts.object("Deployment", "org/one", uid: "u-web"), Texts.object("Deployment", "org/other", uid: "u-web")
        )
        #expect(try await site.review(Texts.review(one, uid: "first"))["allowed"]?.bool == true)
        #expect(try await site.review(Texts.review(other, uid: "second"))["allowed"]?.bool == true)
        try await eventually { try site.entries("reviewed", "web").count == 2 }
        try site.store(one)
        try await eventually { site.live("u-web") != nil }
        #expect(site.states("Deployment", "web").map { $0.models.map(\.value) } == [["org/one"]])
        guard case .live(let observation)? = try site.entries("live", "web").first else { return #expect(Bool(false)) }
        #expect(observation.requestUID == "first")
    }

    @Test("an orphan is seen as one, and its children are nobody's any more")
    func orphan() async throws {
        let site = try WatchedSite()
        try await eventually { site.isSynced }
        try await site.create("Deployment", Texts.mutable, name: "web", uid: "u-web")
        try await eventually { site.live("u-web") != nil }
        let controller = "system:serviceaccount:kube-system:deployment-controller"
        let owned = Texts.owned(by: "Deployment", "web", uid: "u-web")
        try site.setPolicy(Texts.policy())
        try await site.create("ReplicaSet", Texts.mutable, name: "web-1", uid: "rs-uid", owner: owned, user: controller)
        try await eventually { site.live("rs-uid")?.state?.admission == .child(ownerUID: "u-web") }
        #expect(try await site.review(Texts.child())["allowed"]?.bool == true)
        // The deployment goes, and leaves it: nothing but the ownerReference changes.
        try site.server.delete("apps", "deployments", "web")
        try site.store(Texts.object("ReplicaSet", Texts.mutable, name: "web-1", uid: "rs-uid"))
        try await eventually { site.live("u-web") == nil && site.live("rs-uid").map { $0.owner == nil } == true }
        #expect(try await site.review(Texts.child())["status"]?["code"]?.int == 403)
        #expect(try site.entries("gone", "web").count == 1)
    }

    @Test(
        "what was there at the very first start is found, though there are many; what comes past the webhook later is not"
    )
    func found() async throws {
        let count = 120
        let site = try WatchedSite(Texts.policy()) { server in
            for number in 0..<count {
                let text = Texts.object("Deployment", Texts.mutable, name: "old-\(number)", uid: "u-\(number)")
                try server.tell("put", ["object": try JSONSerialization.jsonObject(with: Data(text.utf8))])
            }
        }
        try await eventually { (0..<count).allSatisfy { site.live("u-\($0)") != nil } }
        #expect((0..<count).allSatisfy { site.live("u-\($0)")?.state?.admission == .found })
        try site.store(Texts.object("Deployment", Texts.mutable, name: "late", uid: "u-late"))
        try await eventually { site.live("u-late") != nil }
        #expect(site.live("u-late")?.state?.admission == .denied)
        // Nor at the second start.
        #expect(site.stop())
        try site.store(Texts.object("Deployment", Texts.mutable, name: "between", uid: "u-between"))
        try site.startAgain()
        try await eventually { site.live("u-between") != nil }
        #expect(site.live("u-between")?.state?.admission == .denied)
        #expect(site.live("u-0")?.state?.admission == .found)
    }

    @Test("what was deleted while no server ran is gone at the next start, and only the missing are asked for")
    func deletedMeanwhile() async throws {
        let site = try WatchedSite()
        try await eventually { site.isSynced }
        for name in ["a", "b", "c"] {
            try await site.create("Deployment", Texts.mutable, name: name, uid: "u-\(name)")
        }
        try await eventually { ["a", "b", "c"].allSatisfy { site.live("u-\($0)") != nil } }
        #expect(site.stop())
        try site.server.delete("apps", "deployments", "b")
        let before = try site.server.requests("/deployments/").count
        try site.startAgain()
        try await eventually { site.live("u-b") == nil && site.isSynced }
        #expect(site.live("u-a") != nil && site.live("u-c") != nil)
        #expect(site.states("Deployment", "b").map(\.isLive) == [false])
        try await eventually { try site.entries("gone", "b").count == 1 }
        let asked = try site.server.requests("/deployments/").dropFirst(before).map(\.path)
        #expect(asked.count == 1 && asked.allSatisfy { $0.hasSuffix("/b") })
    }

    @Test("before policies are loaded nobody is judged, and nothing is recorded as refused for want of them")
    func noPolicies() async throws {
        let site = try WatchedSite(nil)
        try site.store(Texts.object("Deployment", Texts.pinned, name: "web", uid: "u-web"))
        try await Task.sleep(for: .milliseconds(500))
        #expect(site.keeper.watches.isEmpty && site.live("u-web") == nil)
        try site.setPolicy(Texts.policy())
        try await eventually { site.live("u-web") != nil }
        #expect(site.live("u-web")?.state?.admission == .found)
    }

    @Test("an object that could not be looked at is looked at again")
    func again() async throws {
        let site = try WatchedSite(Texts.policy())
        try await eventually { site.isSynced }
        try site.server.tell(
            "fault", ["kind": "status", "status": 500, "verb": "get", "path": "/deployments/", "count": 1])
        try site.store(Texts.object("Deployment", Texts.pinned, name: "web", uid: "u-web"))
        try await eventually { site.live("u-web") != nil }
        #expect(site.live("u-web")?.state?.admission == .allowed)
    }
}
