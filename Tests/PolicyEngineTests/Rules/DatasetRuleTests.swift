import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("DatasetRule")
struct DatasetRuleTests {
    private func gate(_ allow: String = "[pinned]") throws -> Gate {
        var gate = try Gate("dataset: {allow: \(allow)}\n    lineage: {signedBy: [trainer]}")
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        return gate
    }

    @Test("data that is named, pinned and stands in the lineage admits the model")
    func good() throws {
        let gate = try gate()
        let text = "sha256:\(Statements.trainData)"
        #expect(try gate.codes(declarations: [dataset(text)]) == [])
        #expect(try gate.codes(declarations: [dataset("s3://corp-data/train.csv@\(text)")]) == [])
    }

    @Test("without the annotation the finding says what to write")
    func missing() throws {
        for declarations in [
            [], [dataset("")], [dataset(" \n\t")], [dataset("sha256:\(Statements.trainData)", name: "other")],
        ] {
            let findings = try gate().judge(reference(version47, immutableVersion), declarations: declarations).findings
            #expect(findings.map(\.code) == [.datasetMissing])
            #expect(findings.first?.message.contains("pedigree.dev/dataset: sha256:\(Statements.trainData)") == true)
        }
    }

    @Test(
        "data that is not pinned as the policy asks is refused at the annotation, with the reason",
        arguments: [
            ("s3://corp-data/latest/", "moves by design"), ("md5:92ee629bdbb01a36461a570f3779f809", "MD5"),
            ("s3://corp-data/a.csv?versionId=abc", "one version of an object"),
            ("sha256:92ee629bdbb01a36461a570f3779f809", "32 digits are the length of MD5"),
            ("hf://datasets/acme/fraud", "default branch moves"), ("mlflow:1a2b3c4d", "a label of MLflow"),
        ])
    func mutable(text: String, reason: String) throws {
        let findings = try gate().judge(reference(version47, immutableVersion), declarations: [dataset(text)]).findings
        #expect(findings.map(\.code) == [.datasetMutable])
        #expect(findings.first?.path.description == #"metadata.annotations["pedigree.dev/dataset"]"#)
        #expect(findings.first?.message.contains(reason) == true, "\(findings.map(\.message))")
    }

    @Test("data of other classes is admitted where the policy says so, and must stand in the lineage all the same")
    func classes() throws {
        let md5 = "92ee629bdbb01a36461a570f3779f809.dir"
        var gate = try gate("[pinned, weak, conditional]")
        gate.shelf = EvidenceShelf()
        let dependencies = [
            Statements.source, #"{"name":"dataset:a","digest":{"md5":"\#(md5)"}}"#,
            #"{"name":"dataset:b","uri":"s3://corp-data/b.csv?versionId=v7"}"#,
            #"{"name":"dataset:c","uri":"s3://corp-data/c.csv","annotations":{"kind":"s3-version","version":"v8"}}"#,
        ]
        try gate.shelf.add(
            "lineage.json", Statements.lineage(subject: fraud, dependencies: dependencies), signedBy: gate.trainer)
        let all = "dvc:\(md5) s3://corp-data/b.csv?versionId=v7 s3://corp-data/c.csv?versionId=v8"
        #expect(try gate.codes(declarations: [dataset(all)]) == [])
        #expect(try gate.codes(declarations: [dataset("s3://corp-data/b.csv?versionId=v8")]) == ["dataset.mismatch"])
        #expect(
            try gate.codes(declarations: [dataset("s3://corp-data/other.csv?versionId=v7")]) == ["dataset.mismatch"])
        gate.rules = "dataset: {allow: [pinned]}\n    lineage: {signedBy: [trainer]}"
        #expect(
            try gate.codes(declarations: [dataset("dvc:\(md5)")])
                == ["dataset.mutable", "lineage.dataset", "lineage.dataset", "lineage.dataset"])
    }

    @Test("well-formed data that the lineage does not name is refused, naming what it does")
    func mismatch() throws {
        let other = "sha256:\(String(repeating: "1", count: 64))"
        let findings = try gate().judge(reference(version47, immutableVersion), declarations: [dataset(other)]).findings
        #expect(findings.map(\.code) == [.datasetMismatch])
        #expect(findings.first?.message.contains("sha256:dddddddddddd…") == true)
        // One of two is not enough.
        let both = dataset("sha256:\(Statements.trainData) \(other)")
        #expect(try gate().codes(declarations: [both]) == ["dataset.mismatch"])
    }

    @Test("without a lineage that counts nothing is compared, and the answer says so")
    func notCompared() throws {
        var gate = try gate()
        gate.shelf = EvidenceShelf()
        let judgement = try gate.judge(
            reference(version47, immutableVersion), declarations: [dataset("sha256:\(Statements.trainData)")])
        #expect(judgement.findings.map(\.code) == [.lineageMissing])
        #expect(judgement.notEvaluated.map(\.rule) == ["dataset"])
    }

    @Test("an annotation that names a container speaks of that container's model alone")
    func narrowed() throws {
        var one = reference(version47, immutableVersion, path: "spec.a")
        one.container = "one"
        var two = reference(version48, immutableVersion, path: "spec.b")
        two.container = "two"
        var gate = try gate()
        let other = String(repeating: "7", count: 64)
        let second = Statements.lineage(
            subject: Statements.subject(uri: version48, sha256: String(repeating: "8", count: 64)),
            dependencies: [Statements.source, Statements.data("dataset:other", sha256: other)])
        try gate.shelf.add("second.json", second, signedBy: gate.trainer)
        let plain = [dataset("sha256:\(Statements.trainData)")]
        #expect(try gate.judge(one, two, declarations: plain).findings.map(\.code) == [.datasetMismatch])
        let narrowed = plain + [dataset("sha256:\(other)", name: "two")]
        #expect(try gate.judge(one, two, declarations: narrowed).findings == [])
    }

    @Test("a name that is a container's as well as an adapter's is a finding")
    func ambiguous() throws {
        var model = reference(version47, immutableVersion)
        model.container = "sql"
        var adapter = reference("s3://ml-models-prod/adapters/v1/sql", immutableVersion, path: "spec.args[1]")
        adapter.role = .adapter
        adapter.container = "sql"
        let declarations = [dataset("sha256:\(Statements.trainData)", name: "sql")]
        let findings = try gate().judge(model, adapter, declarations: declarations).findings
        #expect(findings.contains { $0.code == .datasetMismatch && $0.message.contains("as well as of an adapter") })
    }
}
