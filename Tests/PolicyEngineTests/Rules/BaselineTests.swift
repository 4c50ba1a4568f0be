import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Baselines")
struct BaselineTests {
    private static let content48 = String(repeating: "8", count: 64)
    private let new = reference(version48, immutableVersion)
    private let old = [reference(version47, immutableVersion)]
    private let subject48 = Statements.subject(uri: version48, sha256: content48)

    private func gate(_ baseline: String = "{maxRegression: {f1_score: 0.01}}", metrics: String = "[{name: f1_score}]")
        throws
        -> Gate
    {
        try Gate(
            """
            evaluation: {signedBy: [eval-runner], dataset: "sha256:\(Statements.evalData)", model: "**",
                  metrics: \(metrics), baseline: \(baseline)}
            """)
    }

    private func compared(_ value: String, with former: String, uri: String = version47, slice: String = "") -> String {
        let more =
            #","baseline":{"model":{"uri":"\#(uri)","digest":{"sha256":"\#(content47)"}},"#
            + #""comparisons":[{"name":"f1_score","baselineValue":"\#(former)"}\#(slice)]}"#
        return Statements.evaluation(subject: subject48, metrics: [Statements.metric("f1_score", value)], more: more)
    }

    @Test(
        "a model may be worse than the one that it replaces by what the policy allows, and no more",
        arguments: [
            ("0.93", "0.93", []), ("0.92", "0.93", []), ("0.9199", "0.93", ["evaluation.regressed"]),
            ("0.95", "0.93", []), ("9.2e-1", "93E-2", []),
        ])
    func bound(value: String, former: String, codes: [String]) throws {
        var gate = try gate()
        try gate.shelf.add("eval.json", compared(value, with: former), signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == codes)
    }

    @Test("the words say metric, both values and what is allowed")
    func words() throws {
        var gate = try gate()
        try gate.shelf.add("eval.json", compared("0.90", with: "0.93"), signedBy: gate.runner)
        let message = try #require(try gate.judge(new, replaced: old).findings.first).message
        #expect(message.contains("f1_score is 0.9 (git: eval.json), was 0.93, and may be worse by 0.01"), "\(message)")
    }

    @Test("a comparison with another model than the one that is replaced is none")
    func otherBaseline() throws {
        var gate = try gate()
        let other = compared("0.93", with: "0.10", uri: "s3://ml-models-prod/fraud-detector/v1/")
        try gate.shelf.add("eval.json", other, signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == ["evaluation.regressed"])
    }

    @Test("what the replaced model's own evaluation says counts beside the comparison: the better of both")
    func ownEvaluation() throws {
        var gate = try gate()
        try gate.shelf.add("eval.json", compared("0.90", with: "0.90"), signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == [])
        let own = Statements.evaluation(subject: fraud, metrics: [Statements.metric("f1_score", "0.95")])
        try gate.shelf.add("old.json", own, signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == ["evaluation.regressed"])
    }

    @Test("without a comparison the replaced model's own evaluation on the same data will do")
    func onlyOwnEvaluation() throws {
        var gate = try gate()
        let plain = Statements.evaluation(subject: subject48, metrics: [Statements.metric("f1_score", "0.94")])
        try gate.shelf.add("eval.json", plain, signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == ["evaluation.regressed"])
        let own = Statements.evaluation(subject: fraud, metrics: [Statements.metric("f1_score", "0.95")])
        try gate.shelf.add("old.json", own, signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == [])
    }

    @Test("a slice that both have is compared, too")
    func slices() throws {
        var gate = try gate()
        let slice = #",{"name":"f1_score","slice":"region=emea","baselineValue":"0.95"}"#
        let evaluation = compared("0.94", with: "0.93", slice: slice).replacing(
            #""metrics":["#, with: #""metrics":[{"name":"f1_score","slice":"region=emea","value":"0.90"},"#)
        try gate.shelf.add("eval.json", evaluation, signedBy: gate.runner)
        #expect(try gate.codes(new, replaced: old) == ["evaluation.regressed"])
    }

    @Test("of a metric that is bounded from above alone, less is better")
    func lessIsBetter() throws {
        for (value, codes) in [("0.94", []), ("0.945", ["evaluation.regressed"]), ("0.1", [])] {
            var gate = try gate(metrics: "[{name: f1_score, max: 2}]")
            try gate.shelf.add("eval.json", compared(value, with: "0.93"), signedBy: gate.runner)
            #expect(try gate.codes(new, replaced: old) == codes)
        }
    }

    @Test("where nothing is replaced the policy says what then, and the answer never calls it a pass")
    func nothingReplaced() throws {
        let plain = Statements.evaluation(subject: subject48, metrics: [Statements.metric("f1_score", "0.94")])
        var lax = try gate()
        try lax.shelf.add("eval.json", plain, signedBy: lax.runner)
        let judgement = try lax.judge(new)
        #expect(judgement.findings == [])
        #expect(judgement.notEvaluated.first?.reason.contains("replaces no model") == true)
        var strict = try gate("{maxRegression: {f1_score: 0.01}, onMissing: Deny}")
        try strict.shelf.add("eval.json", plain, signedBy: strict.runner)
        #expect(try strict.codes(new) == ["evaluation.regressed"])
        #expect(
            try strict.codes(new, replaced: [reference("models:/fraud/Production", mutable)]) == [
                "evaluation.regressed"
            ])
        #expect(try strict.codes(new, replaced: [new]) == ["evaluation.regressed"], "itself is no predecessor")
    }

    @Test("a replaced model is known by its field, or by having gone")
    func predecessor() throws {
        var gate = try gate()
        try gate.shelf.add("eval.json", compared("0.90", with: "0.93"), signedBy: gate.runner)
        let moved = [reference(version47, immutableVersion, path: "spec.elsewhere")]
        #expect(try gate.codes(new, replaced: moved) == ["evaluation.regressed"])
    }
}
