import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Judgement of evidence")
struct JudgementOfEvidenceTests {
    private let model = reference(version47, immutableVersion)
    private func gate() throws -> Gate { try Gate("lineage: {signedBy: [trainer], maxAge: 30d}") }

    @Test("a source that cannot be read leaves a policy that denies undecided, and says which one")
    func unreachable() throws {
        var gate = try gate()
        gate.shelf.failure = "the directory is gone"
        let judgement = try gate.judge(model)
        #expect(judgement.findings == [])
        #expect(judgement.unreachable.map(\.undecided.code) == [.evidenceUnreachable])
        #expect(judgement.unreachable.first?.undecided.message.contains("git (the directory is gone)") == true)
        // What it held before still counts.
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        let known = try gate.judge(model)
        #expect(known.findings.isEmpty && known.unreachable.isEmpty)
    }

    @Test("a source that nobody has read yet is unreachable, too")
    func notLoaded() throws {
        let set = try policySet(try gate().yaml)
        let judgement = set.judge(subject(workload(model), namespace: "ml-prod"), at: try time("2026-11-21T12:00:00Z"))
        #expect(judgement.unreachable.first?.undecided.message.contains("it has not been read yet") == true)
    }

    @Test("a policy that warns or records goes on, and says what it did not see", arguments: ["[Warn]", "[Audit]"])
    func warns(actions: String) throws {
        var gate = try gate()
        gate.actions = actions
        gate.shelf.failure = "gone"
        let judgement = try gate.judge(model)
        #expect(judgement.unreachable.isEmpty && judgement.findings.isEmpty)
        #expect(judgement.notEvaluated.map(\.rule) == ["lineage"])
    }

    @Test("a child of an owner is never refused for evidence, found or not")
    func child() throws {
        var gate = try gate()
        let judgement = try gate.judge(model, isChild: true)
        #expect(judgement.findings == [])
        #expect(judgement.drift.map(\.code) == [.lineageMissing])
        gate.shelf.failure = "gone"
        #expect(try gate.judge(model, isChild: true).unreachable.isEmpty)
    }

    @Test("an exception waives the rules that it names, unreachable or not, and no others")
    func exceptions() throws {
        var gate = try Gate("lineage: {signedBy: [trainer]}\n    dataset: {}")
        gate.documents = exception(
            match: "{kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: churn}", rules: "[lineage]")
        #expect(try gate.codes() == ["dataset.missing"])
        gate.shelf.failure = "gone"
        let judgement = try gate.judge(model)
        #expect(judgement.unreachable.isEmpty)
        #expect(judgement.exceptions == ["legacy"])
    }

    @Test("a reference that the policy refuses for its pinning is refused once; what has no input says so")
    func refusedOnce() throws {
        let moving = reference("s3://ml-models-prod/fraud/latest/", mutable)
        let judgement = try gate().judge(moving)
        #expect(judgement.findings.map(\.code) == [.mutable])
        #expect(judgement.notEvaluated.map(\.rule) == ["lineage"])
    }

    @Test("a reference whose pinning is waived by an exception still has no evidence, and is refused for that")
    func waivedPinning() throws {
        var gate = try gate()
        gate.documents = exception(
            match: "{kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: churn}", rules: "[pinnedModel]"
        )
        let moving = reference("s3://ml-models-prod/fraud/latest/", mutable)
        #expect(try gate.codes(moving) == ["lineage.subject"])
    }

    @Test("an object without a reference asks for no evidence")
    func noReference() throws {
        var gate = try gate()
        gate.shelf.failure = "gone"
        let set = try policySet(gate.yaml)
        let judgement = set.judge(subject(workload(), namespace: "ml-prod"), at: try time("2026-11-21T12:00:00Z"))
        #expect(judgement.findings.isEmpty && judgement.unreachable.isEmpty && judgement.notEvaluated.isEmpty)
    }

    @Test("statements that give one version different digests are in conflict, whoever of the trusted made them")
    func conflict() throws {
        var gate = try Gate(
            "evaluation: {signedBy: [eval-runner], dataset: \"sha256:\(Statements.evalData)\", model: \"**\"}"
                + "\n    lineage: {signedBy: [trainer]}")
        let other = Statements.subject(uri: version47, sha256: String(repeating: "9", count: 64))
        try gate.shelf.add("eval.json", Statements.evaluation(subject: fraud, metrics: []), signedBy: gate.runner)
        try gate.shelf.add("lineage.json", Statements.lineage(subject: other), signedBy: gate.trainer)
        let findings = try gate.judge(model).findings
        #expect(findings.map(\.code) == [.evidenceConflict])
        #expect(findings.first?.message.contains("git: eval.json says sha256:444444444444…") == true)
        var stranger = gate
        stranger.shelf = EvidenceShelf()
        try stranger.shelf.add("eval.json", Statements.evaluation(subject: fraud, metrics: []), signedBy: gate.runner)
        try stranger.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        try stranger.shelf.add("evil.json", Statements.lineage(subject: other), signedBy: gate.stranger)
        #expect(try stranger.judge(model).findings == [], "what nobody trusts is in conflict with nothing")
    }

    @Test("the answer holds until time alone could change it")
    func holds() throws {
        var gate = try gate()
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        #expect(try gate.judge(model).holdsUntil == (try time("2026-12-19T12:00:00Z")))
        let ahead = Statements.lineage(subject: fraud, finishedOn: "2026-11-21T13:00:00Z")
        try gate.shelf.add("ahead.json", ahead, signedBy: gate.trainer)
        #expect(try gate.judge(model).holdsUntil == (try time("2026-11-21T12:55:00Z")))
        gate.now = "2026-12-31T00:00:00Z"
        #expect(try gate.judge(model).holdsUntil == nil, "what is stale stays stale")
    }

    @Test("a hint widens nothing: it only tells what was found instead")
    func hints() throws {
        var gate = try gate()
        let other = Statements.lineage(subject: Statements.subject(uri: "s3://elsewhere/x/v1/", sha256: content47))
        try gate.shelf.add("cat/lineage.json", other, signedBy: gate.trainer)
        #expect(try gate.codes() == ["lineage.missing"])
        let hinted = try gate.judge(model, declarations: [hint(.lineage, "cat/lineage.json")]).findings
        #expect(hinted.map(\.code) == [.lineageSubject])
        #expect(hinted.first?.message.contains("s3://elsewhere/x/v1/") == true)
        let nowhere = try gate.judge(model, declarations: [hint(.lineage, "gone.json")]).findings
        #expect(nowhere.map(\.code) == [.lineageMissing])
        #expect(nowhere.first?.message.contains("which no source has") == true)
    }

    @Test("an object with more references than anybody writes is refused, in bounded time")
    func many() throws {
        let gate = try Gate("lineage: {signedBy: [trainer]}\n    dataset: {}")
        let set = try policySet(gate.yaml)
        var workload = Workload()
        workload.references = (0..<5000).map { number in
            var reference = reference(
                "s3://ml-models-prod/m\(number)/v1/", immutableVersion, path: "spec.models[\(number)]")
            reference.role = number % 2 == 0 ? .model : .adapter
            return reference
        }
        let judgement = set.judge(
            subject(workload, namespace: "ml-prod"), evidence: try gate.shelf.index(for: set), at: try time(gate.now))
        #expect(Set(judgement.findings.map(\.code)) == [.datasetMissing, .lineageSubject])
        #expect(judgement.findings.count == 2)
    }

    @Test("an annotation of more data than anybody names is refused")
    func manyDatasets() throws {
        var gate = try Gate("lineage: {signedBy: [trainer]}\n    dataset: {}")
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        let text = (0..<101).map { _ in "sha256:\(Statements.trainData)" }.joined(separator: " ")
        #expect(try gate.codes(declarations: [dataset(text)]) == ["dataset.mismatch"])
        #expect(try gate.codes(declarations: [dataset(String(text.dropLast(72)))]) == [])
    }
}
