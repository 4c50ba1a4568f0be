import Attestation
import EvidenceTesting
import KubernetesModel
import PolicyEngine

/// The evidence of `AuditFixture`: two versions of a fraud detector, and an assistant that was tuned from another model.
struct FixtureEvidence {
    let trainer: Party
    let runner: Party

    static let v47 = "s3://ml-models-prod/fraud-detector/v47/"
    static let v48 = "s3://ml-models-prod/fraud-detector/v48/"
    static let assistant = "hf://acme/assistant"
    static let assistantCommit = "5f0b02c75b57c5855da9ae460ce51323ea669d8a"
    static let base = "hf://acme/base"
    static let baseCommit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"

    static func hex(_ digit: Character) -> String { String(repeating: digit, count: 64) }

    func fill(_ shelf: inout EvidenceShelf) throws {
        for (uri, digit, name) in [(Self.v47, Character("4"), "v47"), (Self.v48, "8", "v48")] {
            let subject = Statements.subject(uri: uri, sha256: Self.hex(digit))
            try shelf.add("fraud/lineage-\(name).dsse.json", lineage(of: subject), signedBy: trainer)
            let apac = name == "v47" ? "0.902" : "0.815"
            try shelf.add("fraud/eval-\(name).dsse.json", evaluation(of: subject, apac: apac), signedBy: runner)
        }
        try shelf.add("assistant/lineage.dsse.json", assistantLineage, signedBy: trainer)
        try shelf.add("base/lineage.dsse.json", baseLineage, signedBy: trainer)
        shelf.records.append(scorer)
    }

    private func lineage(of subject: String) -> String {
        Statements.lineage(
            subject: subject,
            dependencies: [
                Statements.source,
                #"{"name":"dataset:train","uri":"s3://corp-data/fraud/train.csv","digest":{"sha256":"\#(Self.hex("d"))"}}"#,
                #"{"name":"dataset:chargebacks","uri":"lakefs://corp/chargebacks","annotations":{"kind":"lakefs","#
                    + #""version":"\#(Self.hex("c"))"}}"#,
                #"{"name":"environment","uri":"oci://registry.corp.example/ml/train","digest":{"sha256":"\#(Self.hex("a"))"}}"#,
                #"{"name":"context:features","uri":"s3://corp-data/features/v12/","digest":{"sha256":"\#(Self.hex("f"))"}}"#,
            ])
    }

    private func evaluation(of subject: String, apac: String) -> String {
        Statements.evaluation(
            subject: subject,
            metrics: [
                Statements.metric("f1_score", "0.931", samples: 12000),
                Statements.metric("f1_score", "0.934", slice: "region=emea", samples: 5200),
                Statements.metric("f1_score", apac, slice: "region=apac", samples: 2100),
            ], datasets: [Statements.data("fraud-eval", sha256: Self.hex("e"))])
    }

    private static func commit(_ uri: String, _ commit: String, sha256 digit: Character) -> String {
        #"{"uri":"\#(uri)","digest":{"gitCommit":"\#(commit)","sha256":"\#(hex(digit))"}}"#
    }

    private var assistantLineage: String {
        Statements.lineage(
            subject: Self.commit(Self.assistant, Self.assistantCommit, sha256: "5"),
            dependencies: [
                Statements.source,
                #"{"name":"dataset:instructions","uri":"hf://datasets/acme/instructions","digest":{"sha256":"\#(Self.hex("1"))"}}"#,
                #"{"name":"base-model","uri":"\#(Self.base)","digest":{"sha256":"\#(Self.hex("b"))"}}"#,
            ], finishedOn: "2026-11-02T08:00:00Z")
    }

    private var baseLineage: String {
        Statements.lineage(
            subject: Self.commit(Self.base, Self.baseCommit, sha256: "b"),
            dependencies: [
                #"{"name":"dataset:pretraining","uri":"s3://corp-data/pretraining/","digest":{"sha256":"\#(Self.hex("7"))"}}"#
            ], builder: "https://ci.corp.example/pretrainer", finishedOn: "2026-06-30T08:00:00Z")
    }

    /// What MLflow wrote down of a model, and nobody signed.
    private var scorer: UnsignedRecord {
        UnsignedRecord(
            source: "tracking", place: "runs/6f1e.json", format: .mlflowRun,
            subjects: [ResourceDescriptor(uri: "s3://ml-models-prod/scorer/v12/")],
            dependencies: [
                ResourceDescriptor(
                    name: "source", uri: "git+https://git.corp.example/ml/scorer",
                    digests: ["gitCommit": "0123456789abcdef0123456789abcdef01234567"]),
                ResourceDescriptor(
                    name: "dataset:clicks", uri: "s3://corp-data/clicks.parquet",
                    annotations: ["kind": "mlflow", "version": "b3c9a1d2"]),
            ], fields: ["parameters"])
    }
}
