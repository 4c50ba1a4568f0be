import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("LineageRule")
struct LineageRuleTests {
    private func gate(_ more: String = "") throws -> Gate {
        try Gate(
            "lineage: {signedBy: [trainer], require: [source, dataset, parameters, environment, seed]\(more)}")
    }

    @Test("a signed record that names everything admits the model")
    func good() throws {
        var gate = try gate()
        try gate.shelf.add("lineage.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        let judgement = try gate.judge(reference(version47, immutableVersion))
        #expect(judgement.findings == [])
        #expect(judgement.evidence.map(\.rule) == ["lineage"])
        #expect(judgement.holdsUntil == nil)
    }

    @Test("without a record the finding says how one is made")
    func missing() throws {
        let finding = try #require(try gate().judge(reference(version47, immutableVersion)).findings.first)
        #expect(finding.code == .lineageMissing)
        #expect(finding.message.contains("pedigree attest lineage --subject \(version47)"), "\(finding.message)")
    }

    struct Shortcoming: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var codes: [String]
        var lineage: String
        var more = ""
        var says = ""
    }

    private static let commitSource = Statements.source
    private static let branchSource = #"{"name":"source","uri":"git+https://git.corp.example/ml/fraud"}"#
    private static func training(_ digest: String) -> String {
        #"{"name":"dataset:train","uri":"s3://corp-data/train.csv"\#(digest)}"#
    }

    private static let shortcomings: [Shortcoming] = [
        Shortcoming(
            testDescription: "no source", codes: ["lineage.incomplete"],
            lineage: Statements.lineage(
                subject: fraud, dependencies: [Statements.data("dataset:a", sha256: Statements.trainData)]),
            says: "without source"),
        Shortcoming(
            testDescription: "a source without its commit", codes: ["lineage.incomplete"],
            lineage: Statements.lineage(
                subject: fraud,
                dependencies: [branchSource, Statements.data("dataset:a", sha256: Statements.trainData)]),
            says: "without source"),
        Shortcoming(
            testDescription: "no data", codes: ["lineage.incomplete"],
            lineage: Statements.lineage(subject: fraud, dependencies: [commitSource]), says: "without dataset"),
        Shortcoming(
            testDescription: "no settings and no seed", codes: ["lineage.incomplete"],
            lineage: Statements.lineage(subject: fraud, external: ""), says: "without parameters, seed"),
        Shortcoming(
            testDescription: "a seed among the settings", codes: [],
            lineage: Statements.lineage(subject: fraud, external: #""hyperparameters":{"random_state":7}"#)),
        Shortcoming(
            testDescription: "no environment", codes: ["lineage.incomplete"],
            lineage: Statements.lineage(subject: fraud, inner: ""), says: "without environment"),
        Shortcoming(
            testDescription: "an image for an environment", codes: [],
            lineage: Statements.lineage(
                subject: fraud,
                dependencies: [
                    commitSource, Statements.data("dataset:a", sha256: Statements.trainData),
                    Statements.data("environment", sha256: Statements.evalData),
                ], inner: "")),
        Shortcoming(
            testDescription: "data without a digest", codes: ["lineage.dataset"],
            lineage: Statements.lineage(subject: fraud, dependencies: [commitSource, training("")]),
            says: "a name or path, whose data can be replaced"),
        Shortcoming(
            testDescription: "data of one version", codes: [],
            lineage: Statements.lineage(
                subject: fraud,
                dependencies: [commitSource, training(#","annotations":{"kind":"s3-version","version":"4133abc"}"#)])),
        Shortcoming(
            testDescription: "another builder", codes: ["lineage.untrusted"],
            lineage: Statements.lineage(subject: fraud),
            more: ", builders: [\"https://other.example/*\"]", says: "its builder is"),
        Shortcoming(
            testDescription: "a builder that is asked for", codes: [], lineage: Statements.lineage(subject: fraud),
            more: ", builders: [\"https://ci.corp.example/*\"]"),
        Shortcoming(
            testDescription: "too old", codes: ["lineage.stale"], lineage: Statements.lineage(subject: fraud),
            more: ", maxAge: 1d", says: "longer than 1d ago"),
        Shortcoming(
            testDescription: "undated", codes: ["lineage.stale"],
            lineage: Statements.lineage(subject: fraud, finishedOn: nil), more: ", maxAge: 1d"),
        Shortcoming(
            testDescription: "from the future", codes: ["lineage.invalid"],
            lineage: Statements.lineage(subject: fraud, finishedOn: "2027-01-01T00:00:00Z")),
        Shortcoming(
            testDescription: "without a builder", codes: ["lineage.invalid"],
            lineage: Statements.statement(
                PredicateType.provenanceV1, subject: fraud,
                predicate: #"{"buildDefinition":{"buildType":"a"},"runDetails":{}}"#)),
        Shortcoming(
            testDescription: "another version", codes: ["lineage.subject"],
            lineage: Statements.lineage(subject: Statements.subject(uri: version48, sha256: content47)),
            says: "it is about another model"),
    ]

    @Test("a record that falls short is refused by its own code", arguments: shortcomings)
    func short(_ case: Shortcoming) throws {
        var gate = try gate(`case`.more)
        try gate.shelf.add("lineage.json", `case`.lineage, signedBy: gate.trainer)
        let findings = try gate.judge(reference(version47, immutableVersion)).findings
        #expect(findings.map(\.code.rawValue) == `case`.codes)
        #expect(
            `case`.says.isEmpty || findings.allSatisfy { $0.message.contains(`case`.says) },
            "\(findings.map(\.message))")
    }

    @Test("the latest record counts, not the one that says most")
    func latest() throws {
        var gate = try gate()
        try gate.shelf.add("old.json", Statements.lineage(subject: fraud), signedBy: gate.trainer)
        let poor = Statements.lineage(subject: fraud, external: "", finishedOn: "2026-11-20T12:00:00Z")
        try gate.shelf.add("new.json", poor, signedBy: gate.trainer)
        #expect(try gate.codes() == ["lineage.incomplete"])
    }

    @Test("SLSA provenance v0.2 is read by the mapping of its successor")
    func provenanceV02() throws {
        let predicate =
            #"{"builder":{"id":"https://ci.corp.example/trainer"},"buildType":"x","invocation":{"configSource":"#
            + #"{"uri":"git+https://git.corp.example/ml/fraud","digest":{"sha1":"\#(commit)"}},"parameters":{"seed":"42","depth":"6"},"#
            + #""environment":{"python":"3.12"}},"metadata":{"buildFinishedOn":"2026-11-19T12:00:00Z"},"#
            + #""materials":[{"uri":"s3://corp-data/train.csv","digest":{"sha256":"\#(Statements.trainData)"}}]}"#
        var gate = try gate(", maxAge: 30d")
        let statement = Statements.statement(PredicateType.provenanceV0_2, subject: fraud, predicate: predicate)
        try gate.shelf.add("lineage.json", statement, signedBy: gate.trainer)
        #expect(try gate.codes() == [])
        gate.shelf = EvidenceShelf()
        let noCommit = statement.replacing(#","digest":{"sha1":"\#(commit)"}"#, with: "")
        try gate.shelf.add("lineage.json", noCommit, signedBy: gate.trainer)
        #expect(try gate.codes() == ["lineage.incomplete"])
    }

    @Test("a record that nobody signed counts only where the policy says so, and the answer says that it is unsigned")
    func unsigned() throws {
        let record = UnsignedRecord(
            source: "git", place: "dvc.lock", format: .dvcLock,
            subjects: [ResourceDescriptor(uri: version47)],
            dependencies: [
                ResourceDescriptor(name: "source", digests: ["gitCommit": commit]),
                ResourceDescriptor(name: "dataset:a", digests: ["md5": "92ee629bdbb01a36461a570f3779f809.dir"]),
            ], fields: ["parameters"])
        var strict = try Gate("lineage: {signedBy: [trainer], require: [source, dataset, parameters]}")
        strict.shelf.records = [record]
        #expect(try strict.codes() == ["lineage.missing"])
        var lax = try Gate("lineage: {unsignedRecords: Allow, require: [source, dataset, parameters]}")
        lax.shelf.records = [record]
        let judgement = try lax.judge(reference(version47, immutableVersion))
        #expect(judgement.findings == [])
        #expect(judgement.notEvaluated.first?.reason.contains("signed by nobody") == true)
        lax.rules = "lineage: {unsignedRecords: Allow, require: [seed]}"
        #expect(try lax.codes() == ["lineage.incomplete"])
        // A signed record that says too little is not helped by one that anybody could have written.
        lax.rules = "lineage: {signedBy: [trainer], unsignedRecords: Allow, require: [parameters]}"
        try lax.shelf.add("lineage.json", Statements.lineage(subject: fraud, external: ""), signedBy: lax.trainer)
        #expect(try lax.codes() == ["lineage.incomplete"])
    }
}
