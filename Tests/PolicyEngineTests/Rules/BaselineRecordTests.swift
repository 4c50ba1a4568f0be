import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Baselines from the record")
struct BaselineRecordTests {
    private static let version46 = "s3://ml-models-prod/fraud-detector/v46/"
    private let new = reference(version48, immutableVersion)

    /// Version 48 reaches 0.90, version 47 `former`, version 46 `best`.
    private func gate(_ baseline: String = "{maxRegression: {f1_score: 0.01}}", former: String, best: String = "0.5")
        throws -> Gate
    {
        var gate = try Gate(
            """
            evaluation: {signedBy: [eval-runner], dataset: "sha256:\(Statements.evalData)", model: "**",
                  metrics: [{name: f1_score}], baseline: \(baseline)}
            """)
        for (uri, value, digit) in [(version48, "0.90", "8"), (version47, former, "4"), (Self.version46, best, "6")] {
            let subject = Statements.subject(uri: uri, sha256: String(repeating: digit, count: 64))
            let text = Statements.evaluation(subject: subject, metrics: [Statements.metric("f1_score", value)])
            try gate.shelf.add("\(digit).json", text, signedBy: gate.runner)
        }
        return gate
    }

    private func judge(
        _ gate: Gate, _ past: Past, replaced: [ModelReference]? = nil, isChild: Bool = false
    ) throws -> Judgement {
        var subject = subject(workload(new), namespace: "ml-prod", isChild: isChild)
        subject.identity = churn
        subject.record = past.record
        subject.replaced = replaced
        return try gate.judge(subject)
    }

    @Test("a deletion and a creation compare with what was live last, under the same name or another")
    func recreated() throws {
        let other = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "fraud-v2")
        for workload in [churn, other] {
            var past = Past()
            past.add(version47, workload: workload, uid: "gone")
            #expect(try judge(gate(former: "0.93"), past).findings.map(\.code) == [.evaluationRegressed])
            #expect(try judge(gate(former: "0.90"), past).findings == [])
        }
    }

    @Test("another model's past in the namespace, and this model's in another, are no baseline")
    func others() throws {
        var past = Past()
        past.add(
            version47,
            workload: WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "elsewhere", name: "fraud"))
        past.add(
            "s3://ml-models-prod/other/v1/",
            workload: WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "other"))
        let judgement = try judge(gate(former: "0.93"), past)
        #expect(judgement.findings == [])
        #expect(judgement.notEvaluated.first?.reason.contains("replaces no model") == true)
    }

    @Test("a name that served another model before is no way around the model's own past")
    func reusedName() throws {
        var past = Past()
        past.add(
            version47,
            workload: WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "fraud"))
        past.add("s3://ml-models-prod/other/v1/")
        #expect(try judge(gate(former: "0.93"), past).findings.map(\.code) == [.evaluationRegressed])
    }

    @Test("what was refused and ran all the same lowers no baseline")
    func deniedStates() throws {
        var past = Past()
        past.add(version47)
        past.add(Self.version46, admission: .denied)
        #expect(try judge(gate(former: "0.93", best: "0.1"), past).findings.map(\.code) == [.evaluationRegressed])
    }

    @Test("what is created again replaces nothing, and what an update replaces needs no record")
    func same() throws {
        var past = Past()
        past.add(version47)
        past.add(version48)
        #expect(try judge(gate(former: "0.93"), past).findings == [])
        past.failure = "away"
        let judgement = try judge(gate(former: "0.90"), past, replaced: [reference(version47, immutableVersion)])
        #expect(judgement.findings == [] && judgement.unreachable.isEmpty)
    }

    @Test("a record that cannot be read decides nothing")
    func unavailable() throws {
        var past = Past()
        past.failure = "away"
        let judgement = try judge(gate(former: "0.90"), past)
        #expect(judgement.unreachable.map(\.undecided.code) == [.recordUnavailable])
        #expect(judgement.unreachable.map(\.rule) == ["evaluation"])
        #expect(try judge(gate(former: "0.90"), past, isChild: true).unreachable.isEmpty)
    }

    @Test("a window compares with the best that was live within it, so that no steps lead down; what is older is over")
    func window() throws {
        let bound = "{maxRegression: {f1_score: 0.01}, window: 90d}"
        let replaced = [reference(version47, immutableVersion)]
        for (until, codes) in [
            ("2026-11-01T00:00:00Z", [ReasonCode.evaluationRegressed]), ("2026-07-01T00:00:00Z", []),
        ] {
            var past = Past()
            past.add(Self.version46, until: until)
            past.add(version47, until: nil)
            let judgement = try judge(gate(bound, former: "0.905", best: "0.915"), past, replaced: replaced)
            #expect(judgement.findings.map(\.code) == codes)
            #expect(try judge(gate(former: "0.905", best: "0.915"), past, replaced: replaced).findings == [])
            #expect(judgement.findings.allSatisfy { $0.message.contains("was live within the policy's window") })
        }
    }

    @Test("a version within the window that nobody evaluated is no reason to refuse")
    func windowWithoutEvaluation() throws {
        var past = Past()
        past.add("s3://ml-models-prod/fraud-detector/v1/")
        past.add(version47, until: nil)
        let bound = "{maxRegression: {f1_score: 0.01}, window: 90d}"
        let replaced = [reference(version47, immutableVersion)]
        #expect(try judge(gate(bound, former: "0.905"), past, replaced: replaced).findings == [])
    }

    @Test("a pinned baseline stands for whatever is replaced")
    func pinned() throws {
        let bound = "{maxRegression: {f1_score: 0.01}, model: \"\(Self.version46)\"}"
        let replaced = [reference(version47, immutableVersion)]
        #expect(
            try judge(gate(bound, former: "0.5", best: "0.95"), Past(), replaced: replaced).findings.map(\.code) == [
                .evaluationRegressed
            ])
        #expect(try judge(gate(bound, former: "0.99", best: "0.90"), Past(), replaced: replaced).findings == [])
        let moving = try lint(gate(bound.replacing("/v46/", with: "/latest/"), former: "0.5").yaml)
        #expect(moving.errors.map(\.message).contains { $0.contains("one version of a model") })
    }

    @Test("the answer says which metrics and data counted")
    func used() throws {
        let judgement = try judge(gate(former: "0.90"), Past())
        let use = try #require(judgement.evidence.first)
        #expect(use.metrics == [UsedEvidence.Metric(name: "f1_score", value: "0.9")])
        #expect(
            use.datasets == [
                UsedEvidence.Dataset(name: "eval", reference: "", digest: "sha256:\(Statements.evalData)")
            ])
    }
}
