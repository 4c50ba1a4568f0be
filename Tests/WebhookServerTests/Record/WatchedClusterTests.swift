import EvidenceTesting
import Foundation
import KubernetesModel
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer
import Testing

@testable import WebhookServer

@Suite(
    "Questions to the cluster",
    .enabled(if: KubernetesServer.isAvailable, "python3 starts the API server of the tests"),
    .timeLimit(.minutes(20)))
struct WatchedClusterTests {
    private static let sought = SoughtObject(workload: Texts.workload("Deployment", "web"), version: "v1", uid: "u-web")

    private func ask(_ site: WatchedSite, _ sought: SoughtObject = sought, within time: TimeAmount) async -> LookedUp {
        await withCheckedContinuation { continuation in
            site.keeper.desk.lookUp(sought, .now() + time) { continuation.resume(returning: $0) }
        }
    }

    private func reason(_ answer: LookedUp) -> String? {
        if case .unreachable(let reason) = answer { reason } else { nil }
    }

    @Test("an object is found by its name and its uid, and is absent where another one has its name")
    func finds() async throws {
        let site = try WatchedSite(Texts.policy())
        try site.store(Texts.object("Deployment", Texts.pinned, uid: "u-web"))
        guard case .found(let live, let node) = await ask(site, within: .seconds(60)) else {
            return #expect(Bool(false))
        }
        #expect(live.uid == "u-web" && node["kind"]?.string == "Deployment")
        var other = Self.sought
        other.uid = "another"
        guard case .absent = await ask(site, other, within: .seconds(60)) else { return #expect(Bool(false)) }
        other.uid = nil
        other.workload.name = "nobody"
        guard case .absent = await ask(site, other, within: .seconds(60)) else { return #expect(Bool(false)) }
    }

    @Test("a cluster that is down is unreachable, within the time of the review")
    func outage() async throws {
        let site = try WatchedSite(Texts.policy())
        try await eventually { site.isSynced }
        try site.server.tell("down")
        #expect(reason(await ask(site, within: .seconds(60))) != nil)
        let response = try await site.review(Texts.child())
        #expect(response["status"]?["code"]?.int == 503)
        #expect(response["status"]?["message"]?.string?.contains("[record.unavailable]") == true)
        try site.server.tell("up")
        #expect(reason(await ask(site, within: .seconds(60))) == nil)
    }

    @Test("a cluster that hangs holds up nobody beyond the deadline, however many ask at once")
    func hangs() async throws {
        let site = try WatchedSite(Texts.policy())
        try await eventually { site.isSynced }
        try site.server.tell("fault", ["kind": "hang", "delay": 20, "verb": "get", "count": 100])
        let start = ContinuousClock.now
        await withTaskGroup(of: LookedUp.self) { group in
            for _ in 0..<40 { group.addTask { await ask(site, within: .seconds(2)) } }
            for await answer in group { #expect(reason(answer) != nil) }
        }
        // Each waits for its own time, and not for that of those before it.
        #expect(ContinuousClock.now - start < .seconds(60))
        try site.server.tell("heal")
    }

    @Test("objects that wait for their look hold up no question, and no timer of the process")
    func looksHoldUpNobody() async throws {
        let site = try WatchedSite(Texts.policy()) { server in
            try server.tell("fill", ["group": "apps", "resource": "deployments", "namespace": "ml", "count": 500])
            try server.tell(
                "fault", ["kind": "hang", "delay": 10, "verb": "get", "path": "/deployments/x-", "count": 2000])
        }
        try await eventually { site.isSynced }
        try site.store(Texts.object("Deployment", Texts.pinned, uid: "u-web"))
        let fired = NIOLockedValueBox(false)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { fired.withLockedValue { $0 = true } }
        let answer = await ask(site, within: .seconds(8))
        #expect(reason(answer) == nil, "\(reason(answer) ?? "")")
        // The pool of Dispatch is free for others.
        try await eventually { fired.withLockedValue { $0 } }
        try site.server.tell("heal")
    }

    @Test("no time is left for a question: it is not asked")
    func late() async throws {
        let site = try WatchedSite(Texts.policy())
        let before = try site.server.requests("/deployments/").count
        #expect(reason(await ask(site, within: .milliseconds(10))) == "the time allowed for this review ran out")
        #expect(try site.server.requests("/deployments/").count == before)
    }

    @Test("the end ends all threads, writes what waits, and answers who asks later")
    func ends() async throws {
        let site = try WatchedSite(Texts.policy(action: "Warn"))
        try await eventually { site.isSynced }
        try await site.create("Deployment", Texts.mutable, name: "web", uid: "u-web")
        try await eventually { site.live("u-web") != nil }
        #expect(site.stop())
        #expect(reason(await ask(site, within: .seconds(5))) != nil)
        // What the cluster shows from now on is lost to nobody: the next process lists it.
        try site.store(Texts.object("Deployment", Texts.mutable, name: "late", uid: "u-late"))
        try await Task.sleep(for: .milliseconds(300))
        #expect(site.keeper.logStatus.lost == 0)
        #expect(try site.entries(nil, "late").isEmpty)
        #expect(site.stop())
    }
}
