import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Companions and adapters")
struct CompanionTests {
    private let model = reference(version47, immutableVersion, path: "spec.model")

    private func companion(_ role: ModelReference.Role, _ value: String = "hf://acme/tokenizer:\(commit)")
        -> ModelReference
    {
        var reference = reference(value, pinned, path: "spec.\(role.rawValue)")
        reference.role = role
        return reference
    }

    private static let named =
        #"{"name":"tokenizer","uri":"hf://acme/tokenizer","digest":{"gitCommit":"\#(commit)"}}"#

    @Test(
        "a tokenizer, code or draft model must be named in the evidence of the model that it comes with",
        arguments: [
            ModelReference.Role.tokenizer, .code, .draftModel, .config, .transformer,
        ])
    func named(role: ModelReference.Role) throws {
        var gate = try Gate("lineage: {signedBy: [trainer]}")
        let plain = Statements.lineage(subject: fraud)
        try gate.shelf.add("lineage.json", plain, signedBy: gate.trainer)
        let findings = try gate.judge(model, companion(role)).findings
        #expect(findings.map(\.code) == [.lineageSubject])
        #expect(findings.first?.path.description == "spec.\(role.rawValue)")
        gate.shelf = EvidenceShelf()
        let naming = Statements.lineage(
            subject: fraud,
            dependencies: [Statements.source, Statements.data("dataset:t", sha256: Statements.trainData), Self.named])
        try gate.shelf.add("lineage.json", naming, signedBy: gate.trainer)
        #expect(try gate.judge(model, companion(role)).findings == [])
    }

    @Test("an evaluation that names it will do, where only that is asked for")
    func inEvaluation() throws {
        var gate = try Gate(
            "evaluation: {signedBy: [eval-runner], dataset: \"sha256:\(Statements.evalData)\", model: \"**\"}")
        try gate.shelf.add("eval.json", Statements.evaluation(subject: fraud, metrics: []), signedBy: gate.runner)
        #expect(try gate.judge(model, companion(.tokenizer)).findings.map(\.code) == [.evaluationSubject])
        gate.shelf = EvidenceShelf()
        try gate.shelf.add(
            "eval.json", Statements.evaluation(subject: fraud, metrics: [], configuration: [Self.named]),
            signedBy: gate.runner)
        #expect(try gate.judge(model, companion(.tokenizer)).findings == [])
    }

    @Test("a tokenizer out of the model's own repository and commit is part of the model")
    func ownRepository() throws {
        var gate = try Gate("lineage: {signedBy: [trainer]}")
        let subject = #"{"uri":"hf://acme/fraud","digest":{"gitCommit":"\#(commit)","sha256":"\#(content47)"}}"#
        try gate.shelf.add("lineage.json", Statements.lineage(subject: subject), signedBy: gate.trainer)
        let own = reference("hf://acme/fraud:\(commit)", pinned, path: "spec.model")
        #expect(try gate.judge(own, companion(.tokenizer, "hf://acme/fraud:\(commit)")).findings == [])
        #expect(
            try gate.judge(own, companion(.tokenizer, "hf://evil/fraud:\(commit)")).findings.count == 2,
            "and its source")
    }

    @Test("evidence of its own proves nothing for a companion")
    func ownEvidence() throws {
        var gate = try Gate("lineage: {signedBy: [trainer]}")
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        let subject = #"{"uri":"hf://acme/tokenizer","digest":{"gitCommit":"\#(commit)","sha256":"\#(content47)"}}"#
        try gate.shelf.add("tokenizer.json", Statements.lineage(subject: subject), signedBy: gate.trainer)
        #expect(try gate.judge(model, companion(.tokenizer)).findings.map(\.code) == [.lineageSubject])
    }

    @Test("an adapter is admitted on the base that its lineage names, and on no other")
    func adapter() throws {
        let content = String(repeating: "a", count: 64)
        let uri = "s3://ml-models-prod/adapters/sql/v1/"
        var adapter = reference(uri, immutableVersion, path: "spec.adapter")
        adapter.role = .adapter
        for (base, codes) in [(version47, []), (version48, ["lineage.subject"])] {
            var gate = try Gate("lineage: {signedBy: [trainer]}")
            try gate.shelf.add("model.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
            let dependency = #"{"name":"base-model","uri":"\#(base)","digest":{"sha256":"\#(content47)"}}"#
            try gate.shelf.add(
                "adapter.json",
                Statements.lineage(
                    subject: Statements.subject(uri: uri, sha256: content),
                    dependencies: [Statements.source, dependency]),
                signedBy: gate.trainer)
            #expect(try gate.judge(model, adapter).findings.map(\.code.rawValue) == codes)
        }
    }
}
