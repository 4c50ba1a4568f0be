import EvidenceStores
import PolicyEngine
import Testing

@Suite("Records that nobody signed")
struct RecordTests {
    private func records(_ text: String, in file: String) throws -> [UnsignedRecord] {
        let directory = try TemporaryDirectory()
        try directory.write(text, to: file)
        let outcome = EvidenceIndexer().look(at: directory)
        #expect(outcome.problems.isEmpty)
        return outcome.index.records
    }

    @Test("an MLflow run leads from its models to source and training data, and not to evaluation data")
    func mlflow() throws {
        let record = try #require(try records(mlflowRun, in: "run.json").first)
        #expect(record.format == .mlflowRun && record.fields == ["parameters", "seed"])
        #expect(
            record.subjects.map(\.uri) == [
                "models:/m-0c4e", "s3://ml-models-prod/fraud-detector/v47/", "runs:/r1/model",
                "s3://mlflow/1/r1/artifacts/model", "s3://mlflow/1/r1/artifacts/model/",
            ])
        #expect(record.dependencies.map(\.name) == ["source", "dataset:train"])
        #expect(record.dependencies.last?.annotations == ["kind": "mlflow", "version": "8f9eb48c"])
        #expect(record.dependencies.last?.uri == "s3://corp/train.csv")
    }

    @Test("a completed OpenLineage event leads from its outputs to code and inputs")
    func openLineageEvent() throws {
        let record = try #require(try records(openLineage, in: "event.json").first)
        #expect(record.format == .openLineage && record.fields == ["environment"])
        #expect(
            record.subjects.map(\.uri) == [
                "s3://ml-models-prod/fraud-detector/v47", "s3://ml-models-prod/fraud-detector/v47/",
            ])
        #expect(record.dependencies.map(\.name) == ["source", "dataset:train.csv"])
        #expect(record.dependencies.last?.uri == "s3://corp/train.csv")
    }

    @Test("a run that has not come to its good end records nothing", arguments: ["START", "RUNNING", "FAIL", "ABORT"])
    func unfinished(type: String) throws {
        let text = openLineage.replacing("\"COMPLETE\"", with: "\"\(type)\"")
        #expect(try records(text, in: "event.json").isEmpty)
    }

    @Test("each stage of a dvc.lock is a record, by DVC's weak hashes")
    func dvc() throws {
        let record = try #require(try records(dvcLock, in: "model/dvc.lock").first)
        #expect(record.format == .dvcLock && record.place == "model/dvc.lock (train)")
        #expect(record.subjects.map(\.digests) == [["md5": "e5ebd4c02cefbe7955977c67ada242b7"]])
        #expect(record.dependencies.map(\.name) == ["dataset:data"])
        #expect(record.fields == ["parameters"])
    }

    @Test(
        "a dvc.lock that cannot be read is a problem with its line",
        arguments: [
            ("schema: '1.0'\n", "1:1: only schema 2.0"), ("- a\n", "it is no dvc.lock"),
            ("schema: '2.0'\nstages:\n  a:\n    outs:\n    - path: x\n", "x has no md5"),
            ("a: [\n", "2:1"), ("schema: '2.0'\nstages: []\n", "stages must be"),
        ])
    func badLock(text: String, expected: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write(text, to: "dvc.lock")
        let outcome = EvidenceIndexer().look(at: directory)
        #expect(outcome.problems.count == 1)
        #expect(outcome.problems.first?.contains(expected) == true, "\(outcome.problems)")
    }
}
