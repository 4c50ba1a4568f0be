import Attestation
import EvidenceTesting
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

/// Ways around the evidence, each refused, beside the smallest honest thing that looks like it, admitted.
@Suite("Ways around the evidence")
struct EvidenceBypassesTests {
    private static let data = Statements.evalData
    private static let content47 = String(repeating: "4", count: 64)
    private static let content48 = String(repeating: "8", count: 64)
    private let fraud47 = Statements.subject(uri: version47, sha256: content47)
    private let fraud48 = Statements.subject(uri: version48, sha256: content48)
    private let runner: Party
    private let trainer: Party

    init() throws {
        runner = try Party("eval-runner")
        trainer = try Party("trainer")
    }

    private static let evaluation =
        "evaluation: {signedBy: [eval-runner], maxAge: 30d, dataset: \"sha256:\(data)\", "
        + "model: \"s3://ml-models-prod/fraud-detector/*\", metrics: [{name: f1_score, min: 0.9}]}"
    private static let lineage = "lineage: {signedBy: [trainer]}"

    private func gate(
        _ rules: String = "\(evaluation), \(lineage)", immutable: Bool = true, more: String = "", shelf: EvidenceShelf
    ) throws -> Reviewer {
        let yaml =
            """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec:
              rules: {pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: \(immutable)},
                {uri: "hf://acme/"}, {uri: "oci://registry.corp/"}]}, \(rules)}
            ---

            """ + runner.trustRoot() + trainer.trustRoot() + EvidenceShelf.source + more
        let policies = try reviewer(yaml).policies
        return Reviewer(policies: policies, evidence: try shelf.index(for: policies))
    }

    private func codes(
        _ reviewer: Reviewer, _ object: Node, old: Node? = nil, at moment: String = "2026-11-21T12:00:00Z"
    ) throws -> [String] {
        let review = try reviewer.review(request(object, old: old), at: try #require(Timestamp(moment)).date)
        #expect((review.verdict == .denied) == review.findings.contains { $0.action == .deny })
        return review.findings.map(\.code.rawValue)
    }

    private func evaluation(
        _ subject: String, _ value: String = "0.95", on: String = data, finishedOn: String = "2026-11-20T12:00:00Z"
    )
        -> String
    {
        Statements.evaluation(
            subject: subject, metrics: [Statements.metric("f1_score", value)],
            datasets: [Statements.data("eval", sha256: on)], finishedOn: finishedOn)
    }

    /// Evidence for version 47 that satisfies every rule.
    private func good() throws -> EvidenceShelf {
        var shelf = EvidenceShelf()
        try shelf.add("eval.json", evaluation(fraud47), signedBy: runner)
        try shelf.add("lineage.json", Statements.lineage(subject: fraud47), signedBy: trainer)
        return shelf
    }

    // MARK: 6. A version is overwritten after signing

    @Test("evidence by URI counts only for a source that is declared immutable")
    func overwritten() throws {
        #expect(try codes(gate(shelf: good()), inferenceService(version47)) == [])
        #expect(
            try codes(gate(immutable: false, shelf: good()), inferenceService(version47)) == ["pinnedModel.versioned"])
        let waived = exception(expires: "2027-01-31")
        let findings = try codes(gate(immutable: false, more: waived, shelf: good()), inferenceService(version47))
        #expect(
            findings == ["evaluation.subject", "lineage.subject"],
            "with the pinning waived the evidence still binds nothing")
    }

    @Test(
        "a URI that only looks like the signed one has no evidence",
        arguments: [
            "s3://ml-models-prod/fraud-detector/v47", "s3://ml-models-prod/fraud-detector/v4/",
            "s3://ml-models-prod/fraud-detector/v47-evil/", "s3://ml-models-prod/x/../fraud-detector/v47/",
            "s3://ml-models-prod//fraud-detector/v47/", "s3://ml-models-prod/fraud-detector/v47/?versionId=1",
            "s3://ml-models-prod/fraud-detector/%7647/", "s3://evil@ml-models-prod/fraud-detector/v47/",
            "S3://ml-models-prod/fraud-detector/v47/", "s3://ml-models-prod/fraud-detector/v47/#",
        ])
    func similar(uri: String) throws {
        #expect(try !codes(gate(shelf: good()), inferenceService(uri)).isEmpty)
    }

    @Test("a subject binds by its uri, never by its name, and must say what the bytes are")
    func byName() throws {
        for subject in [
            #"{"name":"\#(version47)","digest":{"sha256":"\#(Self.content47)"}}"#,
            #"{"uri":"\#(version47)","digest":{"md5":"401b30e3b8b5d629635a5c613cdb7919"}}"#,
        ] {
            var shelf = EvidenceShelf()
            try shelf.add("eval.json", evaluation(subject), signedBy: runner)
            #expect(
                try codes(gate(Self.evaluation, shelf: shelf), inferenceService(version47)) == ["evaluation.subject"])
        }
    }

    // MARK: 7. Proven for something else

    @Test("a model that is proven for something else does not pass as this one")
    func substitution() throws {
        let cat = "s3://ml-models-prod/cat-classifier/v3/"
        var shelf = EvidenceShelf()
        try shelf.add("cat.json", evaluation(Statements.subject(uri: cat, sha256: Self.content48)), signedBy: runner)
        try shelf.add("easy.json", evaluation(fraud48, on: String(repeating: "1", count: 64)), signedBy: runner)
        try shelf.add("eval.json", evaluation(fraud47), signedBy: runner)
        let gate = try gate(Self.evaluation, shelf: shelf)
        #expect(try codes(gate, inferenceService(cat)) == ["evaluation.subject"], "another model")
        #expect(try codes(gate, inferenceService(version48)) == ["evaluation.missing"], "an easy dataset")
        #expect(try codes(gate, inferenceService(version47)) == [])
    }

    @Test("lint refuses a policy that denies and would take any model's evaluation on any data")
    func lint() throws {
        for rule in [
            "evaluation: {signedBy: [eval-runner]}", "evaluation: {signedBy: [eval-runner], model: \"**\"}",
            "evaluation: {signedBy: [eval-runner], dataset: \"sha256:\(Self.data)\"}",
        ] {
            let yaml = policy().split(separator: "rules: {")[0] + "rules: {\(rule)}}\n---\n" + runner.trustRoot()
            let lint = PolicyLint(
                try YAMLParser.parse(String(yaml)).map { PolicyDocument(file: "p.yaml", root: $0.root) })
            #expect(lint.errors.contains { $0.message.contains("must name the data") })
        }
    }

    // MARK: 14. Annotations vouch for nothing

    @Test("data that an annotation names must stand in the verified lineage of the same model")
    func annotation() throws {
        let gate = try gate("dataset: {}, \(Self.lineage)", shelf: good())
        func service(_ digest: String) throws -> Node {
            try inferenceService(version47, metadata: "annotations: {pedigree.dev/dataset: 'sha256:\(digest)'}")
        }
        #expect(try codes(gate, service(String(repeating: "1", count: 64))) == ["dataset.mismatch"])
        #expect(try codes(gate, service(Statements.trainData)) == [])
    }

    @Test("a model that an annotation adds is proven as well, and replaces nothing")
    func declaredModel() throws {
        let gate = try gate(shelf: good())
        func service(_ uri: String, _ declared: String) throws -> Node {
            try inferenceService(uri, metadata: "annotations: {pedigree.dev/model: '\(declared)'}")
        }
        #expect(try codes(gate, service(version48, version47)) == ["evaluation.subject", "lineage.subject"])
        #expect(try codes(gate, service(version47, version48)) == ["evaluation.subject", "lineage.subject"])
        #expect(try codes(gate, service(version47, version47)) == [])
    }

    // MARK: 15. Cherry-picked evidence

    @Test("of several valid evaluations the latest counts, whatever an annotation points to")
    func latest() throws {
        var shelf = try good()
        try shelf.add("newer.json", evaluation(fraud47, "0.5", finishedOn: "2026-11-21T10:00:00Z"), signedBy: runner)
        for hint in ["", "annotations: {pedigree.dev/evaluation: eval.json}"] {
            #expect(
                try codes(gate(shelf: shelf), inferenceService(version47, metadata: hint)) == [
                    "evaluation.belowThreshold"
                ])
        }
        // A newer one by somebody else, on other data or from the future is none that counts.
        var others = try good()
        try others.add(
            "stranger.json", evaluation(fraud47, "0.5", finishedOn: "2026-11-21T10:00:00Z"), signedBy: trainer)
        let easy = evaluation(fraud47, "0.5", on: String(repeating: "1", count: 64), finishedOn: "2026-11-21T10:00:00Z")
        try others.add("other-data.json", easy, signedBy: runner)
        try others.add("future.json", evaluation(fraud47, "0.5", finishedOn: "2027-01-01T00:00:00Z"), signedBy: runner)
        #expect(try codes(gate(shelf: others), inferenceService(version47)) == [])
    }

    @Test("an annotation is a key into a source that is configured, and never an address")
    func freeAddress() throws {
        let service = try inferenceService(
            version48, metadata: "annotations: {pedigree.dev/evaluation: 'https://evil.example/eval.json'}")
        #expect(try codes(gate(Self.evaluation, shelf: EvidenceShelf()), service) == ["evaluation.missing"])
    }

    // MARK: 17. Exceptions

    @Test("an exception waives named rules for named references, and not the next model under the same name")
    func exceptions() throws {
        let narrow = exception(expires: "2026-12-01").split(separator: "rules: [pinnedModel]").joined(
            separator: "rules: [evaluation]"
        ).split(separator: "name: fraud}").joined(separator: "name: fraud, references: [\"\(version48)\"]}")
        var shelf = EvidenceShelf()
        try shelf.add("lineage.json", Statements.lineage(subject: fraud48), signedBy: trainer)
        let gate = try gate(more: narrow, shelf: shelf)
        #expect(try codes(gate, inferenceService(version48)) == [])
        let other = "s3://ml-models-prod/fraud-detector/v49/"
        #expect(try codes(gate, inferenceService(other)) == ["evaluation.missing", "lineage.subject"])
        // Once it is over, not even an update that changes nothing passes.
        let service = try inferenceService(version48)
        let later = try codes(gate, service, old: service, at: "2026-12-02T00:00:00Z")
        #expect(later == ["exception.expired", "evaluation.missing"])
    }

    // MARK: 19. Combinations

    @Test("an adapter passes on the base that it was made for, and a tokenizer with the model that names it")
    func combinations() throws {
        let commit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"
        func subject(_ name: String, _ content: Character) -> String {
            #"{"uri":"hf://acme/\#(name)","digest":{"gitCommit":"\#(commit)","sha256":"\#(String(repeating: content, count: 64))"}}"#
        }
        func named(_ role: String, _ name: String) -> String {
            #"{"name":"\#(role)","uri":"hf://acme/\#(name)","digest":{"gitCommit":"\#(commit)"}}"#
        }
        func deployment(_ model: String, tokenizer: String) throws -> Node {
            try object(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: fraud, namespace: ml}
                spec:
                  template:
                    spec:
                      containers:
                        - name: vllm
                          image: vllm/vllm-openai:v0.8.4@sha256:\(String(repeating: "a", count: 64))
                          args: ["--model=acme/\(model)", "--revision=\(commit)", "--tokenizer=acme/\(tokenizer)",
                                 "--tokenizer-revision=\(commit)"]
                """)
        }
        var shelf = EvidenceShelf()
        for (name, content) in [("base", "b"), ("other", "c"), ("tokens", "d")] as [(String, Character)] {
            let extra = name == "base" ? [named("tokenizer", "tokens")] : []
            let lineage = Statements.lineage(subject: subject(name, content), dependencies: [Statements.source] + extra)
            try shelf.add("\(name).json", lineage, signedBy: trainer)
        }
        let gate = try gate(Self.lineage, shelf: shelf)
        #expect(try codes(gate, deployment("base", tokenizer: "tokens")) == [])
        #expect(
            try codes(gate, deployment("other", tokenizer: "tokens")) == ["lineage.subject"], "proven, and unrelated")
        #expect(try codes(gate, deployment("other", tokenizer: "other")) == [])
    }

    // MARK: What must stay allowed

    @Test("an update that changes nothing about the model is let through without evidence, and reported as drift")
    func unchanged() throws {
        let gate = try gate(shelf: EvidenceShelf())
        let service = try inferenceService(version47)
        let labelled = try inferenceService(version47, metadata: "labels: {team: fraud}")
        let review = try gate.review(request(labelled, old: service), at: time())
        #expect(review.verdict == .allowed && review.findings.isEmpty)
        #expect(Set(review.drift.map(\.code)) == [.evaluationMissing, .lineageMissing])
        var gone = EvidenceShelf()
        gone.failure = "gone"
        let blind = try self.gate(shelf: gone)
        #expect(try blind.review(request(labelled, old: service), at: time()).verdict == .allowed)
        #expect(throws: Undecided.self) { try blind.review(request(service), at: time()) }
        #expect(throws: Undecided.self) {
            try blind.review(request(try inferenceService(version48), old: service), at: time())
        }
    }

    @Test("what is refused for another reason is refused, though evidence cannot be read")
    func refusedAnyway() throws {
        var gone = EvidenceShelf()
        gone.failure = "gone"
        let review = try gate("dataset: {}, \(Self.lineage)", shelf: gone).review(
            request(inferenceService(version47)), at: time())
        #expect(review.verdict == .denied)
        #expect(review.findings.map(\.code) == [.datasetMissing])
        #expect(review.notEvaluated.contains { $0.rule == "lineage" && $0.reason.contains("evidence.unreachable") })
    }

    @Test("the baseline is the model that the update replaces")
    func baseline() throws {
        let rule = Self.evaluation.split(separator: "metrics:").joined(
            separator: "baseline: {maxRegression: {f1_score: 0.01}}, metrics:")
        var shelf = try good()
        try shelf.add("v48.json", evaluation(fraud48, "0.93"), signedBy: runner)
        let gate = try gate(rule, shelf: shelf)
        let (old, new) = (try inferenceService(version47), try inferenceService(version48))
        #expect(try codes(gate, new) == [], "a CREATE replaces nothing")
        #expect(try codes(gate, new, old: old) == ["evaluation.regressed"])
        #expect(try codes(gate, old, old: new) == [], "the way back is no regression")
    }
}
