import AuditReport
import CheckCommand
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("An audit of the log alone")
struct LogAuditTests {
    private let scene: LogScene

    init() throws {
        scene = try LogScene()
        try policy("[pinned, versioned]")
    }

    private func policy(_ allow: String, more: String = "") throws {
        let folder = scene.file("policies")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {match: {namespaces: ["*-prod"]}, validationActions: [Deny], rules: {pinnedModel: {allow: \(allow)}}}
        \(more)
        """.write(toFile: "\(folder)/policy.yaml", atomically: true, encoding: .utf8)
    }

    private func audit(at seconds: Double = 1000, _ change: (inout AuditOptions) -> Void = { _ in }) -> Audit {
        var options = AuditOptions(.log, time: LogScene.time(seconds))
        options.log = scene.place
        options.policyDirectories = [scene.file("policies")]
        change(&options)
        return AuditRun(options: options).run()
    }

    @Test("what was let in is judged by today's policies: one that was made stricter refuses it now")
    func stricter() throws {
        try scene.serve(try Decision(fraud("v47", features: "v12")), at: 10)
        var audit = audit()
        #expect(audit.problems.isEmpty && audit.source == .log && audit.log?.entries == 3)
        var workload = try #require(audit.workloads.first)
        #expect(workload.judgement == .allowed && workload.findings.isEmpty && workload.policies == ["production"])
        #expect(workload.uid == "u1" && workload.identity.gvk.version == "v1beta1")
        #expect(workload.presence.user == "alice" && workload.presence.admission == .allowed)
        #expect(workload.models.map(\.reference.value) == ["s3://ml-models-prod/fraud-detector/v47/"])
        #expect(audit.outcome(FailOn()) == .allowed)
        try policy("[pinned]")
        audit = self.audit()
        workload = try #require(audit.workloads.first)
        #expect(workload.judgement == .denied && audit.outcome(FailOn()) == .denied)
        #expect(workload.findings.map(\.code.rawValue) == ["pinnedModel.versioned"])
        #expect(workload.findings.first?.path.description == "spec.predictor.model.storageUri")
    }

    @Test("as of a moment, what was live then")
    func asOf() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        try scene.serve(try Decision(fraud("v48"), "UPDATE", generation: 2), at: 20)
        func served(_ seconds: Double) -> [String] {
            audit(at: seconds).workloads.flatMap { $0.models.map(\.reference.value) }
        }
        #expect(served(15) == ["s3://ml-models-prod/fraud-detector/v47/"])
        // What happened just then counts.
        #expect(served(21) == ["s3://ml-models-prod/fraud-detector/v48/"])
        #expect(served(5).isEmpty)
    }

    @Test("what the log does not keep by which it was judged is undecided, with a way out")
    func notKept() throws {
        var decision = try Decision(fraud("v47"))
        decision.judged = ""
        try scene.serve(decision, at: 10)
        let audit = audit()
        let workload = try #require(audit.workloads.first)
        guard case .undecided(let reason) = workload.judgement else {
            Issue.record("it was judged")
            return
        }
        #expect(reason.contains("audit the cluster"))
        #expect(workload.models.map(\.reference.value) == ["s3://ml-models-prod/fraud-detector/v47/"])
        #expect(audit.outcome(FailOn()) == .undecided)
    }

    @Test("fields that somebody changed in the log are judged by nobody")
    func changed() throws {
        var decision = try Decision(fraud("latest"))
        decision.fields["spec.predictor.model.storageUri"] = "s3://ml-models-prod/fraud-detector/v47/"
        try scene.serve(decision, at: 10)
        guard case .undecided? = audit().workloads.first?.judgement else {
            Issue.record("it was judged by what was not there")
            return
        }
    }

    @Test("what the cluster holds although it was refused is drift")
    func refused() throws {
        try policy("[pinned]")
        var decision = try Decision(fraud("v47"), "OBSERVED", verdict: "denied")
        decision.codes = ["pinnedModel.versioned"]
        try scene.write(.reviewed(decision), .live(decision.seen(as: .denied)), at: 10)
        let workload = try #require(audit().workloads.first)
        #expect(workload.drift.map(\.kind) == [.admission])
        #expect(workload.drift.first?.message.contains("nobody was asked") == true)
        #expect(workload.judgement == .denied)
    }

    @Test("what ran before is known: a model that came back without its data context would be refused")
    func rollback() throws {
        try policy("[pinned, versioned], sources: [{uri: 's3://ml-models-prod/', immutable: true}]")
        let folder = scene.file("policies/policy.yaml")
        try String(contentsOfFile: folder, encoding: .utf8)
            .replacing("rules: {", with: "rules: {rollback: {requireDataContext: true}, ")
            .write(toFile: folder, atomically: true, encoding: .utf8)
        for (generation, (version, features)) in [("v47", "v12"), ("v48", "v13"), ("v47", "v13"), ("v47", "v12")]
            .enumerated()
        {
            try scene.serve(
                try Decision(fraud(version, features: features), "UPDATE", generation: generation + 1),
                at: Double(generation) * 10)
        }
        let alone = try #require(audit(at: 25).workloads.first)
        #expect(alone.findings.map(\.code.rawValue) == ["rollback.contextChanged"])
        let whole = try #require(audit(at: 35).workloads.first)
        #expect(whole.findings.isEmpty && whole.judgement == .allowed)
    }

    @Test("only the namespaces that are asked for; coverage counts what was looked at")
    func namespaces() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        try scene.serve(try Decision(fraud("v3", name: "b", namespace: "lab"), uid: "u2"), at: 20)
        let whole = audit()
        #expect(whole.workloads.map(\.isUncovered) == [true, false])
        #expect(whole.coverage.kinds.map(\.serving) == [2] && whole.coverage.kinds.map(\.uncovered) == [1])
        let part = audit { $0.namespaces = ["ml-prod"] }
        #expect(part.workloads.map(\.identity.namespace) == ["ml-prod"])
    }

    @Test("a log that is not there makes the audit undecided")
    func missing() {
        let audit = audit { $0.log = .sqlite(scene.file("nowhere.sqlite")) }
        #expect(audit.problems.count == 1 && audit.outcome(FailOn()) == .undecided)
    }
}
