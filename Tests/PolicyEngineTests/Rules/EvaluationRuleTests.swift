import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("EvaluationRule")
struct EvaluationRuleTests {
    private static let data = Statements.evalData

    /// Everything that a policy can ask of an evaluation.
    private func gate(
        _ more: String = "", metrics: String = "[{name: f1_score, min: 0.90, minSamples: 1000}]"
    ) throws -> Gate {
        try Gate(
            """
            evaluation: {signedBy: [eval-runner], maxAge: 30d, dataset: "sha256:\(Self.data)",
                  model: "s3://ml-models-prod/fraud-detector/*", metrics: \(metrics)\(more)}
            """)
    }

    private static let good = Statements.metric("f1_score", "0.93")

    @Test("a signed evaluation that is good enough admits the model, and the answer names it")
    func good() throws {
        var gate = try gate()
        try gate.shelf.add(
            "eval.json", Statements.evaluation(subject: fraud, metrics: [Self.good]), signedBy: gate.runner)
        let judgement = try gate.judge(reference(version47, immutableVersion))
        #expect(judgement.findings == [])
        #expect(judgement.evidence.map(\.place) == ["eval.json"])
        #expect(judgement.holdsUntil == (try time("2026-12-20T12:00:00Z")), "30 days after it was finished")
    }

    @Test("without any evaluation the finding says where it was looked for and how one is made")
    func missing() throws {
        let judgement = try gate().judge(reference(version47, immutableVersion))
        #expect(judgement.findings.map(\.code) == [.evaluationMissing])
        let message = try #require(judgement.findings.first).message
        for part in [
            version47, "evaluation by eval-runner on sha256:eeeeeeeeeeee…", "git (directory evidence/)",
            "pedigree attest evaluation --subject \(version47) --digest sha256:DIGEST --metrics metrics.json",
            "--key eval-runner.key --output evidence/",
        ] { #expect(message.contains(part), "\(message)") }
        #expect(message.utf8.count < 1000 && !message.contains("\n"))
    }

    /// What is wrong with an evaluation, and the code that says so.
    @Test("an evaluation that falls short is refused by its own code", arguments: shortcomings)
    func short(_ case: Shortcoming) throws {
        var gate = try gate(metrics: `case`.metrics)
        gate.now = `case`.now
        try gate.shelf.add("eval.json", `case`.evaluation, signedBy: gate.runner)
        #expect(try gate.codes() == `case`.codes)
    }

    struct Shortcoming: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var codes: [String]
        var evaluation: String
        var metrics = "[{name: f1_score, min: 0.90, minSamples: 1000}]"
        var now = "2026-11-21T12:00:00Z"

        init(
            _ description: String, _ codes: String..., evaluation: String,
            metrics: String = "[{name: f1_score, min: 0.90, minSamples: 1000}]", now: String = "2026-11-21T12:00:00Z"
        ) {
            testDescription = description
            self.codes = codes
            self.evaluation = evaluation
            self.metrics = metrics
            self.now = now
        }
    }

    private static func evaluation(_ metrics: String..., finishedOn: String? = "2026-11-20T12:00:00Z") -> String {
        Statements.evaluation(subject: fraud, metrics: metrics, finishedOn: finishedOn)
    }

    private static let bySlice = #"[{name: f1_score, slices: ["region=*"], min: 0.85}]"#
    private static func slice(_ name: String, _ value: String) -> String {
        Statements.metric("f1_score", value, slice: name)
    }

    private static let shortcomings: [Shortcoming] = [
        Shortcoming("just good enough", evaluation: evaluation(Statements.metric("f1_score", "0.90"))),
        Shortcoming("as a number of many digits", evaluation: evaluation(Statements.metric("f1_score", "9.0e-1"))),
        Shortcoming(
            "below by the last digit", "evaluation.belowThreshold",
            evaluation: evaluation(Statements.metric("f1_score", "0.8999999999999999999999999999"))),
        Shortcoming(
            "above a maximum", "evaluation.belowThreshold",
            evaluation: evaluation(Statements.metric("latency_ms", "200.01")), metrics: "[{name: latency_ms, max: 200}]"
        ),
        Shortcoming(
            "at a maximum", evaluation: evaluation(Statements.metric("latency_ms", "200")),
            metrics: "[{name: latency_ms, max: 200}]"),
        Shortcoming(
            "too few samples", "evaluation.samples",
            evaluation: evaluation(Statements.metric("f1_score", "0.99", samples: 999))),
        Shortcoming(
            "no count of samples", "evaluation.samples",
            evaluation: evaluation(Statements.metric("f1_score", "0.99", samples: nil))),
        Shortcoming(
            "another metric alone", "evaluation.sliceMissing",
            evaluation: evaluation(Statements.metric("accuracy", "0.99"))),
        Shortcoming(
            "only slices of it", "evaluation.sliceMissing", evaluation: evaluation(slice("region=emea", "0.99"))),
        Shortcoming(
            "every slice good enough",
            evaluation: evaluation(slice("region=emea", "0.86"), slice("region=apac", "0.85")),
            metrics: bySlice),
        Shortcoming(
            "one slice below the bar", "evaluation.belowThreshold",
            evaluation: evaluation(slice("region=emea", "0.86"), slice("region=apac", "0.84")), metrics: bySlice),
        Shortcoming(
            "a slice below the bar with a slash in its name", "evaluation.belowThreshold",
            evaluation: evaluation(slice("region=emea", "0.86"), slice("region=emea/de", "0.5")), metrics: bySlice),
        Shortcoming(
            "no slice that a wildcard matches", "evaluation.sliceMissing",
            evaluation: evaluation(good, slice("age=30", "0.99")), metrics: bySlice),
        Shortcoming(
            "a named slice that is not there", "evaluation.sliceMissing",
            evaluation: evaluation(slice("region=emea", "0.99")),
            metrics: #"[{name: f1_score, slices: ["region=emea", "region=apac"], min: 0.85}]"#),
        Shortcoming(
            "too old", "evaluation.stale", evaluation: evaluation(good, finishedOn: "2026-10-22T11:59:59Z")),
        Shortcoming("just young enough", evaluation: evaluation(good, finishedOn: "2026-10-22T12:00:00Z")),
        Shortcoming("without a date", "evaluation.stale", evaluation: evaluation(good, finishedOn: nil)),
        Shortcoming(
            "from the future", "evaluation.invalid", evaluation: evaluation(good, finishedOn: "2026-11-21T12:05:01Z")),
        Shortcoming("from a clock that is ahead", evaluation: evaluation(good, finishedOn: "2026-11-21T12:05:00Z")),
        Shortcoming(
            "one metric twice", "evaluation.invalid",
            evaluation: evaluation(good, Statements.metric("f1_score", "0.99"))),
        Shortcoming(
            "a number that is none", "evaluation.invalid", evaluation: evaluation(Statements.metric("f1_score", "NaN"))),
        Shortcoming(
            "a number with a plus", "evaluation.invalid", evaluation: evaluation(Statements.metric("f1_score", "+0.95"))
        ),
        Shortcoming(
            "a result of FAILED, whatever its metrics say", "evaluation.belowThreshold",
            evaluation: Statements.evaluation(subject: fraud, metrics: [good], result: "FAILED")),
        Shortcoming(
            "other data", "evaluation.missing",
            evaluation: Statements.evaluation(
                subject: fraud, metrics: [good],
                datasets: [Statements.data("easy", sha256: String(repeating: "1", count: 64))])),
        Shortcoming(
            "the right data named, and the metric measured on other data", "evaluation.sliceMissing",
            evaluation: Statements.evaluation(
                subject: fraud, metrics: [Statements.metric("f1_score", "0.99", dataset: "easy")],
                datasets: [
                    Statements.data("eval", sha256: data),
                    Statements.data("easy", sha256: String(repeating: "1", count: 64)),
                ])),
        Shortcoming(
            "two datasets, and a metric that does not say on which", "evaluation.sliceMissing",
            evaluation: Statements.evaluation(
                subject: fraud, metrics: [good],
                datasets: [
                    Statements.data("eval", sha256: data),
                    Statements.data("easy", sha256: String(repeating: "1", count: 64)),
                ])),
        Shortcoming(
            "data without a digest", "evaluation.invalid",
            evaluation: Statements.evaluation(subject: fraud, metrics: [good], datasets: [#"{"name":"eval"}"#])),
    ]

    @Test("a shortfall says metric, slice, value and bar")
    func words() throws {
        var gate = try gate(metrics: Self.bySlice)
        let evaluation = Self.evaluation(Self.slice("region=apac", "0.84"))
        try gate.shelf.add("eval.json", evaluation, signedBy: gate.runner)
        let message = try #require(try gate.judge(reference(version47, immutableVersion)).findings.first).message
        #expect(
            message.contains("f1_score of region=apac is 0.84, and the policy asks for at least 0.85"), "\(message)")
        #expect(message.contains("git: eval.json"))
    }

    @Test("a stranger's evaluation is untrusted, a tampered one is invalid, and both say who and why")
    func signers() throws {
        var gate = try gate()
        let evaluation = Statements.evaluation(subject: fraud, metrics: [Self.good])
        try gate.shelf.add("eval.json", evaluation, signedBy: gate.stranger)
        #expect(try gate.codes() == ["evaluation.untrusted"])
        gate.shelf = EvidenceShelf()
        let bytes = try Envelope.sign(payload: Array(evaluation.utf8), with: gate.runner.key)
        let worse = Statements.evaluation(subject: fraud, metrics: [Statements.metric("f1_score", "0.10")])
        let other = try Envelope.sign(payload: Array(worse.utf8), with: gate.stranger.key)
        let tampered = try text(bytes).replacing(payload(bytes), with: payload(other))
        gate.shelf.add("eval.json", Array(tampered.utf8))
        #expect(try gate.codes() == ["evaluation.invalid"])
    }

    private func text(_ envelope: [UInt8]) throws -> String { String(decoding: envelope, as: UTF8.self) }

    private func payload(_ envelope: [UInt8]) throws -> String {
        try #require(try JSONParser.parse(envelope).root["payload"]?.string)
    }

    @Test("somebody trusted for another rule is not trusted for this one")
    func otherRole() throws {
        var gate = try gate()
        try gate.shelf.add(
            "eval.json", Statements.evaluation(subject: fraud, metrics: [Self.good]), signedBy: gate.trainer)
        let findings = try gate.judge(reference(version47, immutableVersion)).findings
        #expect(findings.map(\.code) == [.evaluationUntrusted])
        #expect(findings.first?.message.contains("signed by trainer, and not by eval-runner") == true)
    }

    @Test("a trust root that is narrowed to predicate types counts for no other")
    func narrowedToTypes() throws {
        var gate = try Gate("evaluation: {signedBy: [eval-runner], model: \"**\", suite: \"gitCommit:\(commit)\"}")
        gate.runnerRoot = "predicateTypes: [\"\(PredicateType.testResult)\"]"
        let suite = #"{"name":"suite","digest":{"gitCommit":"\#(commit)"}}"#
        try gate.shelf.add(
            "eval.json", Statements.evaluation(subject: fraud, metrics: [], configuration: [suite]),
            signedBy: gate.runner)
        #expect(try gate.codes() == ["evaluation.untrusted"])
        gate.runnerRoot = "predicateTypes: [\"\(PredicateType.modelEvaluation)\"]"
        #expect(try gate.codes() == [])
    }

    @Test("a trust root that is narrowed to namespaces counts in no other, and not where nobody knows the namespace")
    func narrowedToNamespaces() throws {
        var gate = try gate()
        gate.runnerRoot = "namespaces: [\"*-prod\"]"
        try gate.shelf.add(
            "eval.json", Statements.evaluation(subject: fraud, metrics: [Self.good]), signedBy: gate.runner)
        #expect(try gate.codes(namespace: "ml-prod") == [])
        #expect(try gate.codes(namespace: "ml-prod2") == ["evaluation.untrusted"])
        #expect(try gate.codes(namespace: nil) == ["evaluation.untrusted"])
    }

    @Test("a threshold counts different keys over the same statement, never signatures")
    func threshold() throws {
        var gate = try Gate(
            """
            evaluation: {signedBy: [eval-runner, trainer], threshold: 2, model: "**", dataset: "sha256:\(Self.data)"}
            """)
        let evaluation = Statements.evaluation(subject: fraud, metrics: [Self.good])
        try gate.shelf.add("one.json", evaluation, signedBy: gate.runner, gate.runner)
        try gate.shelf.add("two.json", evaluation, signedBy: gate.runner)
        #expect(try gate.codes() == ["evaluation.signers"])
        try gate.shelf.add("three.json", evaluation, signedBy: gate.trainer)
        #expect(try gate.codes() == [], "two envelopes over the same bytes are one statement")
        var both = gate
        both.shelf = EvidenceShelf()
        try both.shelf.add("both.json", evaluation, signedBy: gate.runner, gate.trainer)
        #expect(try both.codes() == [])
    }

    @Test("another predicate type, however well signed, is no evaluation")
    func predicateType() throws {
        var gate = try gate()
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.runner)
        #expect(try gate.codes() == ["evaluation.missing"])
    }

    @Test("a test result without metrics proves passed or failed, and nothing where metrics are asked for")
    func testResult() throws {
        let suite = #"{"name":"suite","digest":{"gitCommit":"\#(commit)"}}"#
        func result(_ text: String, failed: String = "") -> String {
            Statements.statement(
                PredicateType.testResult, subject: fraud,
                predicate: #"{"result":"\#(text)","configuration":[\#(suite)],"failedTests":[\#(failed)]}"#)
        }
        let rule = "evaluation: {signedBy: [eval-runner], model: \"**\", suite: \"gitCommit:\(commit)\""
        let expected: [(String, String, [String])] = [
            ("}", result("PASSED"), []), ("}", result("FAILED"), ["evaluation.belowThreshold"]),
            ("}", result("PASSED", failed: #""f1""#), ["evaluation.belowThreshold"]),
            ("}", result("GREAT"), ["evaluation.invalid"]),
            (", metrics: [{name: f1_score, min: 0.9}]}", result("PASSED"), ["evaluation.sliceMissing"]),
            (", maxAge: 30d}", result("PASSED"), ["evaluation.stale"]),
        ]
        for (more, statement, codes) in expected {
            var gate = try Gate(rule + more)
            try gate.shelf.add("result.json", statement, signedBy: gate.runner)
            #expect(try gate.codes() == codes, "\(more) \(statement)")
        }
    }

    @Test("a test result says by its configuration which data it was made on")
    func testResultData() throws {
        let rule = "evaluation: {signedBy: [eval-runner], model: \"**\", dataset: \"sha256:\(Self.data)\"}"
        for (digest, codes) in [(Self.data, []), (String(repeating: "1", count: 64), ["evaluation.missing"])] {
            var gate = try Gate(rule)
            let statement = Statements.statement(
                PredicateType.testResult, subject: fraud,
                predicate: #"{"result":"PASSED","configuration":[{"name":"data","digest":{"sha256":"\#(digest)"}}]}"#)
            try gate.shelf.add("result.json", statement, signedBy: gate.runner)
            #expect(try gate.codes() == codes)
        }
    }

    @Test("the metrics of a CycloneDX BOM are read, slices and all")
    func cycloneDX() throws {
        func bom(_ metrics: String, version: String = "1.6", hash: String = content47) -> String {
            Statements.statement(
                PredicateType.cycloneDX, subject: fraud,
                predicate:
                    #"{"bomFormat":"CycloneDX","specVersion":"\#(version)","metadata":{"timestamp":"2026-11-20T00:00:00Z"},"#
                    + #""components":[{"type":"data","bom-ref":"d","name":"eval","hashes":[{"alg":"SHA-256","content":"\#(Self.data)"}]},"#
                    + #"{"type":"machine-learning-model","name":"m","hashes":[{"alg":"SHA-256","content":"\#(hash)"}],"#
                    + #""modelCard":{"modelParameters":{"datasets":[{"ref":"d"}]},"quantitativeAnalysis":{"performanceMetrics":[\#(metrics)]}}}]}"#
            )
        }
        let good = #"{"type":"f1_score","value":"0.93"},{"type":"f1_score","value":"0.9","slice":"region=emea"}"#
        let expected: [(String, [String])] = [
            (bom(good), []), (bom(good, version: "1.4"), ["evaluation.invalid"]),
            (bom(#"{"type":"f1_score","value":"0.89"}"#), ["evaluation.belowThreshold"]),
            (bom(#"{"type":"f1_score","value":"very good"}"#), ["evaluation.invalid"]),
            (bom(good, hash: String(repeating: "5", count: 64)), ["evaluation.invalid"]),
        ]
        for (statement, codes) in expected {
            var gate = try gate(metrics: "[{name: f1_score, min: 0.90}]")
            try gate.shelf.add("bom.json", statement, signedBy: gate.runner)
            #expect(try gate.codes() == codes, "\(statement)")
        }
    }

    @Test("a model that its content pins is found by its digest alone")
    func content() throws {
        let rule =
            "evaluation: {signedBy: [eval-runner], model: \"oci://registry.corp.example/ml/fraud\", dataset: \"sha256:\(Self.data)\"}"
        var gate = try Gate(rule)
        let image = reference(pinnedImage, .pinned(Digest(.sha256, hex: content47)), consumer: .image)
        let subject = Statements.subject(uri: "registry.corp.example/ml/fraud", sha256: content47)
        try gate.shelf.add("eval.json", Statements.evaluation(subject: subject, metrics: []), signedBy: gate.runner)
        #expect(try gate.codes(image) == [])
        let upper = Statements.subject(uri: "registry.corp.example/ml/fraud", sha256: String(repeating: "A", count: 64))
        var other = try Gate(rule)
        try other.shelf.add("eval.json", Statements.evaluation(subject: upper, metrics: []), signedBy: other.runner)
        #expect(try other.codes(image) == ["evaluation.subject"], "the same repository, another digest")
    }

    @Test("a repository at a commit is bound by repository, commit and a sha256 beside them")
    func commitSubject() throws {
        let model = reference("hf://acme/fraud:\(commit)", pinned)
        let expected: [(String, [String])] = [
            (#"{"uri":"hf://acme/fraud","digest":{"gitCommit":"\#(commit)","sha256":"\#(content47)"}}"#, []),
            (
                #"{"uri":"https://huggingface.co/acme/fraud","digest":{"gitCommit":"\#(commit)","sha256":"\#(content47)"}}"#,
                []
            ),
            (#"{"uri":"hf://acme/fraud","digest":{"gitCommit":"\#(commit)"}}"#, ["evaluation.subject"]),
            (
                #"{"uri":"hf://evil/fraud","digest":{"gitCommit":"\#(commit)","sha256":"\#(content47)"}}"#,
                ["evaluation.subject"]
            ),
            (
                #"{"name":"hf://acme/fraud","digest":{"gitCommit":"\#(commit)","sha256":"\#(content47)"}}"#,
                ["evaluation.subject"]
            ),
            (
                #"{"uri":"hf://acme/fraud","digest":{"sha1":"\#(commit)","sha256":"\#(content47)"}}"#,
                ["evaluation.subject"]
            ),
        ]
        for (subject, codes) in expected {
            var gate = try Gate(
                "evaluation: {signedBy: [eval-runner], model: \"hf://acme/*\", dataset: \"sha256:\(Self.data)\"}")
            try gate.shelf.add("eval.json", Statements.evaluation(subject: subject, metrics: []), signedBy: gate.runner)
            #expect(try gate.codes(model) == codes, "\(subject)")
        }
    }
}
