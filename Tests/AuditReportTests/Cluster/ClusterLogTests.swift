import DecisionLog
import EvidenceTesting
import Foundation
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("An audit of a cluster beside its log", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterLogTests {
    private let scene: LogScene
    private let site: ClusterSite

    init() throws {
        scene = try LogScene()
        site = try ClusterSite(
            """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec:
              rules:
                pinnedModel: {allow: [pinned, versioned]}
                rollback: {requireDataContext: true}

            """)
    }

    private func put(_ version: String, features: String, uid: String = "u1") throws {
        try site.server.put(
            "serving.kserve.io/v1beta1", "InferenceService", "fraud", namespace: "ml-prod",
            spec: [
                "predictor": [
                    "model": [
                        "modelFormat": ["name": "sklearn"],
                        "storageUri": "s3://ml-models-prod/fraud-detector/\(version)/",
                    ] as [String: Any]
                ]
            ],
            metadata: [
                "uid": uid, "annotations": ["pedigree.dev/data-context": "features=s3://corp/features/\(features)/"],
            ])
    }

    private func decide(_ version: String, _ features: String, by user: String, generation: Int, at time: Double) throws
    {
        try scene.serve(
            try Decision(
                fraud(version, features: features), by: user, generation == 1 ? "CREATE" : "UPDATE",
                generation: generation, at: time), at: time)
    }

    private func audit() -> Audit {
        site.run {
            $0.log = scene.place
            $0.time = LogScene.time(1000)
        }
    }

    @Test("since when and by whom is the log's to say; what it does not know is as old as its object")
    func presence() throws {
        try decide("v47", "v12", by: "alice", generation: 1, at: 10)
        try put("v47", features: "v12")
        var workload = try audit().workload("fraud")
        #expect(workload.presence.knownBy == .log && workload.presence.user == "alice")
        #expect(workload.presence.since == LogScene.time(11))
        #expect(workload.drift == [] && workload.judgement == .allowed)
        try site.server.delete("serving.kserve.io", "inferenceservices", "fraud", namespace: "ml-prod")
        try put("v47", features: "v12", uid: "u2")
        workload = try audit().workload("fraud")
        #expect(workload.presence.knownBy == .creation && workload.presence.user == nil)
    }

    @Test("a rollback without its data context is found by the log, and not without one; with its context it is none")
    func rollback() throws {
        try decide("v47", "v12", by: "alice", generation: 1, at: 10)
        try decide("v48", "v13", by: "alice", generation: 2, at: 20)
        try decide("v47", "v13", by: "bob", generation: 3, at: 30)
        try put("v47", features: "v13")
        var workload = try audit().workload("fraud")
        #expect(workload.judgement == .denied)
        #expect(workload.findings.map(\.code.rawValue) == ["rollback.contextChanged"])
        #expect(workload.presence.user == "bob")
        var byLog = AuditOptions(.log, time: LogScene.time(1000))
        (byLog.log, byLog.policyDirectories) = (scene.place, [site.policies])
        #expect(try AuditRun(options: byLog).run().workload("fraud").findings == workload.findings)
        let alone = try site.run { $0.time = LogScene.time(1000) }.workload("fraud")
        #expect(alone.judgement == .allowed && alone.notEvaluated.map(\.rule) == ["rollback"])
        try decide("v47", "v12", by: "bob", generation: 4, at: 40)
        try put("v47", features: "v12")
        workload = try audit().workload("fraud")
        #expect(workload.judgement == .allowed && workload.notEvaluated == [])
    }

    @Test("what the cluster holds although nobody let it in is drift")
    func notLetIn() throws {
        let decision = try Decision(fraud("v47", features: "v12"), verdict: "denied", at: 10)
        try scene.write(.reviewed(decision), at: 10)
        try scene.write(.live(decision.seen(as: .denied)), at: 11)
        try put("v47", features: "v12")
        let audit = audit()
        let workload = try audit.workload("fraud")
        #expect(workload.drift.map(\.kind) == [.admission] && workload.standing == .drift)
        #expect(audit.outcome(FailOn()) == .allowed && audit.outcome(FailOn([.drift])) == .denied)
    }

    @Test("a log that cannot be read leaves the audit undecided, and what the cluster holds told")
    func noLog() throws {
        try put("v47", features: "v12")
        let audit = site.run { $0.log = .sqlite(scene.file("missing.sqlite")) }
        #expect(audit.workloads.count == 1 && audit.problems.count == 1 && audit.log == nil)
        #expect(audit.outcome(FailOn([])) == .undecided)
    }
}
