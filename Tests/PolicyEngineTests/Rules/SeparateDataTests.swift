import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Separate data")
struct SeparateDataTests {
    private func codes(evaluated: String, trained: String?, hasLineage: Bool = true) throws -> [String] {
        var gate = try Gate(
            "evaluation: {signedBy: [eval-runner], suite: \"gitCommit:\(commit)\", model: \"**\", separateData: true}"
                + "\n    lineage: {signedBy: [trainer]}")
        let suite = #"{"name":"suite","digest":{"gitCommit":"\#(commit)"}}"#
        try gate.shelf.add(
            "eval.json",
            Statements.evaluation(subject: fraud, metrics: [], datasets: [evaluated], configuration: [suite]),
            signedBy: gate.runner)
        if hasLineage {
            try gate.shelf.add(
                "lineage.json", Statements.lineage(subject: fraud, dependencies: [trained].compactMap { $0 }),
                signedBy: gate.trainer)
        }
        return try gate.codes()
    }

    @Test("a model that was evaluated on its own training data is refused")
    func same() throws {
        let train = Statements.data("dataset:train", sha256: Statements.trainData)
        #expect(
            try codes(evaluated: Statements.data("eval", sha256: Statements.trainData), trained: train) == [
                "evaluation.sameData"
            ])
        #expect(try codes(evaluated: Statements.data("eval", sha256: Statements.evalData), trained: train) == [])
    }

    @Test("where nobody can tell, the model is refused")
    func unknown() throws {
        let eval = Statements.data("eval", sha256: Statements.evalData)
        #expect(try codes(evaluated: eval, trained: nil) == ["evaluation.sameData"])
        #expect(
            try codes(evaluated: eval, trained: #"{"name":"dataset:train","uri":"s3://a/b"}"#) == [
                "evaluation.sameData"
            ])
        #expect(
            try codes(evaluated: eval, trained: nil, hasLineage: false) == ["evaluation.sameData", "lineage.missing"])
    }

    @Test("one version under two ways to write it is the same data")
    func versions() throws {
        let train =
            #"{"name":"dataset:t","uri":"lakefs://corp/main/a","annotations":{"kind":"lakefs","version":"\#(Statements.trainData)"}}"#
        let eval =
            #"{"name":"eval","uri":"lakefs://corp/\#(Statements.trainData)/a","digest":{"md5":"401b30e3b8b5d629635a5c613cdb7919"}}"#
        #expect(try codes(evaluated: eval, trained: train) == ["evaluation.sameData"])
    }
}
