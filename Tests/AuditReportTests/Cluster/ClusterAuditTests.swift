import CheckCommand
import EvidenceTesting
import Foundation
import KubernetesModel
import Testing

@testable import AuditReport

@Suite("An audit of a cluster", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterAuditTests {
    private let site: ClusterSite

    init() throws { site = try ClusterSite() }

    @Test("what would be refused and what would be let in is told, and what serves no model is only counted")
    func judged() throws {
        try site.put("Deployment", "moving", ClusterSite.moving)
        try site.put("Deployment", "pinned", ClusterSite.pinned)
        try site.put("Deployment", "web", nil)
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/moving denied", "Deployment ml/pinned allowed"])
        let moving = try audit.workload("moving")
        #expect(moving.findings.map(\.code.rawValue) == ["pinnedModel.mutable"])
        #expect(moving.findings.map(\.path.description) == ["spec.template.spec.containers[0].args[1]"])
        #expect(moving.presence.knownBy == .creation && moving.presence.since != nil)
        let kind = try audit.kind("Deployment.apps")
        #expect((kind.objects, kind.serving, kind.undecided) == (3, 2, 0))
        #expect(audit.problems == [] && audit.outcome(FailOn()) == .denied)
        #expect(audit.coverage.requests > 3)
    }

    @Test("what follows from an owner is counted with it, whatever is to be said of the owner")
    func families() throws {
        try site.putFamily("moving", ClusterSite.moving)
        try site.putFamily("pinned", ClusterSite.pinned)
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/moving denied", "Deployment ml/pinned allowed"])
        #expect(audit.workloads.map(\.children) == [3, 3])
        #expect(try audit.kind("Pod").children == 4)
        #expect(try audit.kind("Pod").serving == 0)
    }

    @Test("a child of another revision is told by itself, as long as it runs")
    func ownRevision() throws {
        let deployment = try site.put("Deployment", "fraud", ClusterSite.pinned)
        let set = try site.put("ReplicaSet", "fraud-1", ClusterSite.moving, owner: ("Deployment", "fraud", deployment))
        try site.put("Pod", "fraud-1-a", ClusterSite.moving, owner: ("ReplicaSet", "fraud-1", set))
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/fraud allowed", "ReplicaSet ml/fraud-1 denied"])
        #expect(audit.workloads.map(\.children) == [0, 1])
    }

    @Test("a child with a model of its own is told by itself, and its own children with it")
    func ownModel() throws {
        let deployment = try site.put("Deployment", "fraud", ClusterSite.pinned)
        let set = try site.put("ReplicaSet", "fraud-1", ClusterSite.other, owner: ("Deployment", "fraud", deployment))
        try site.put("Pod", "fraud-1-a", ClusterSite.other, owner: ("ReplicaSet", "fraud-1", set))
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/fraud allowed", "ReplicaSet ml/fraud-1 denied"])
        #expect(audit.workloads.map(\.children) == [0, 1])
    }

    @Test("an orphan is nobody's child, whatever its ownerReference says")
    func orphan() throws {
        try site.put("Deployment", "fraud", ClusterSite.moving)
        try site.put("Pod", "stray", ClusterSite.moving, owner: ("Deployment", "fraud", "no-such-uid"))
        #expect(site.run().told == ["Deployment ml/fraud denied", "Pod ml/stray denied"])
    }

    @Test("an owner of a kind that no list has is asked for, and stands in the report for what follows from it")
    func unlistedOwner() throws {
        try site.server.tell(
            "serve", ["group": "engines.example.com", "versions": ["v1"], "kind": "Engine", "resource": "engines"])
        let engine = try site.put("Engine", "big", ClusterSite.moving)
        for name in ["big-1", "big-2"] {
            try site.put("Deployment", name, ClusterSite.moving, owner: ("Engine", "big", engine))
        }
        let audit = site.run()
        #expect(audit.told == ["Engine ml/big denied"])
        #expect(audit.workloads.map(\.children) == [2])
        #expect(try site.server.requests("engines/big").count == 1)
    }

    @Test("an owner that cannot be read leaves what would be refused undecided, and says why")
    func unreadableOwner() throws {
        try site.server.tell(
            "serve", ["group": "engines.example.com", "versions": ["v1"], "kind": "Engine", "resource": "engines"])
        try site.server.tell("forbid", ["group": "engines.example.com", "resource": "engines"])
        let engine = try site.put("Engine", "big", ClusterSite.moving)
        try site.put("Deployment", "big-1", ClusterSite.moving, owner: ("Engine", "big", engine))
        try site.put("Deployment", "good", ClusterSite.pinned, owner: ("Engine", "big", engine))
        let audit = site.run()
        #expect(audit.told == ["Deployment ml/big-1 undecided", "Deployment ml/good allowed"])
        #expect(audit.outcome(FailOn([])) == .undecided)
        #expect(try site.server.requests("engines/big").count == 1)
    }

    @Test("former ReplicaSets without replicas run nothing; with replicas they are told")
    func former() throws {
        let deployment = try site.put("Deployment", "fraud", ClusterSite.pinned)
        let owner = (kind: "Deployment", name: "fraud", uid: deployment)
        try site.put("ReplicaSet", "fraud-old", ClusterSite.moving, owner: owner, replicas: 0)
        try site.put("ReplicaSet", "fraud-going", ClusterSite.moving, owner: owner, replicas: 2)
        try site.put("ReplicaSet", "nobodys", ClusterSite.moving, replicas: 0)
        let audit = site.run()
        #expect(
            audit.told == [
                "Deployment ml/fraud allowed", "ReplicaSet ml/fraud-going denied", "ReplicaSet ml/nobodys denied",
            ])
        #expect(try audit.kind("ReplicaSet.apps").ended == 1)
    }

    @Test("a Pod or Job that has ended runs nothing; one that is being deleted still does")
    func ended() throws {
        try site.put("Pod", "done", ClusterSite.moving, status: ["phase": "Succeeded"])
        try site.put(
            "Job", "failed", ClusterSite.moving, status: ["conditions": [["type": "Failed", "status": "True"]]])
        try site.put(
            "Job", "active", ClusterSite.moving, status: ["conditions": [["type": "Failed", "status": "False"]]])
        try site.put(
            "Pod", "going", ClusterSite.moving,
            metadata: ["deletionTimestamp": "2026-11-21T11:00:00Z", "finalizers": ["example.com/wait"]])
        let audit = site.run()
        #expect(audit.told == ["Job ml/active denied", "Pod ml/going denied"])
        #expect(try audit.kind("Pod").ended == 1)
        #expect(try audit.kind("Job.batch").ended == 1)
    }

    @Test("an object that serves models where no policy is counts as uncovered")
    func uncovered() throws {
        try site.put("Deployment", "fraud", ClusterSite.moving, namespace: "free")
        let audit = site.run()
        #expect(try audit.workload("fraud").standing == .uncovered)
        #expect(try audit.kind("Deployment.apps").uncovered == 1)
        #expect(audit.outcome(FailOn()) == .allowed && audit.outcome(FailOn([.uncovered])) == .denied)
    }

    @Test("--namespace looks at those namespaces alone, and asks for no others")
    func namespaces() throws {
        for namespace in ["a", "b", "c"] {
            try site.put("Deployment", "fraud", ClusterSite.moving, namespace: namespace)
        }
        let audit = site.run { $0.namespaces = ["a", "c"] }
        #expect(audit.told == ["Deployment a/fraud denied", "Deployment c/fraud denied"])
        #expect(try site.server.requests("/deployments").map(\.path).allSatisfy { $0.contains("/namespaces/") })
        #expect(audit.notes.contains { $0.contains("clusterservingruntimes") })
        #expect(try audit.kind("Deployment.apps").objects == 2)
    }

    @Test("what applies an object from Git, and the data that its annotations name, are told")
    func told() throws {
        let annotations = ["argocd.argoproj.io/tracking-id": "fraud:apps/Deployment:ml/fraud"]
        try site.put(
            "Deployment", "fraud", ClusterSite.pinned,
            metadata: ["annotations": annotations.merging(["pedigree.dev/dataset": "s3://d/a s3://d/b"]) { $1 }])
        let workload = try site.run().workload("fraud")
        #expect(workload.gitOps == "Argo CD Application fraud")
        #expect(workload.models.map(\.declaredDatasets) == [["s3://d/a", "s3://d/b"]])
    }

    @Test("the report has room for so many; what would be refused comes first, and the rest is counted")
    func room() throws {
        for number in 1...4 { try site.put("Deployment", "a-good-\(number)", ClusterSite.pinned) }
        for number in 1...2 { try site.put("Deployment", "b-bad-\(number)", ClusterSite.moving) }
        let audit = site.run { $0.limits.workloads = 3 }
        #expect(audit.workloads.map(\.judgement.name).sorted() == ["allowed", "denied", "denied"])
        #expect(audit.coverage.unlisted == 3)
        #expect(try audit.kind("Deployment.apps").serving == 6)
        #expect(audit.notes.contains { $0.hasPrefix("3 more workloads are counted") })
    }
}
