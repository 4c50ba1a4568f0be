import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("Asking for a lineage")
struct LineageQueryTests {
    private let fixture: AuditFixture
    private let workloads: [AuditedWorkload]

    init() throws {
        fixture = try AuditFixture()
        workloads = try fixture.audit().workloads
    }

    private func answer(_ text: String, _ workloads: [AuditedWorkload]? = nil) -> LineageQuery.Answer {
        LineageQuery(text).answer(workloads ?? self.workloads, evidence: fixture.evidence)
    }

    private func served(_ answer: LineageQuery.Answer) -> [String]? {
        guard case .found(let graph) = answer else { return nil }
        return graph.nodes.filter { $0.kind == .workload }.map(\.title)
    }

    @Test(
        "a workload is found by its name, and by its namespace and name",
        arguments: ["fraud-detector", "ml-prod/fraud-detector"])
    func name(text: String) { #expect(served(answer(text)) == ["fraud-detector"]) }

    @Test("a name in another namespace is another workload")
    func otherNamespace() { #expect(answer("research/fraud-detector") == .unknown) }

    @Test("a name that two namespaces have is no answer, and one of them with its namespace is")
    func ambiguous() throws {
        var other = try fixture.workload("fraud-detector")
        other.identity.namespace = "ml-staging"
        let all = workloads + [other]
        #expect(
            answer("fraud-detector", all)
                == .ambiguous([
                    "InferenceService.serving.kserve.io ml-prod/fraud-detector",
                    "InferenceService.serving.kserve.io ml-staging/fraud-detector",
                ]))
        #expect(served(answer("ml-staging/fraud-detector", all)) == ["fraud-detector"])
    }

    @Test(
        "a reference is found as a manifest writes it, with or without a slash at its end",
        arguments: ["s3://ml-models-prod/fraud-detector/v47/", "s3://ml-models-prod/fraud-detector/v47"])
    func reference(text: String) { #expect(served(answer(text)) == ["fraud-detector"]) }

    @Test(
        "a digest is found by its first twelve digits and more",
        arguments: ["sha256:" + FixtureEvidence.hex("4"), "444444444444", "SHA", "sha256:44444444444"])
    func digest(text: String) {
        let isLongEnough = text.hasSuffix("444444444444")
        #expect(served(answer(text)) == (isLongEnough ? ["fraud-detector"] : nil))
    }

    @Test("digits that begin two digests are no answer, and one digit more is")
    func ambiguousDigest() throws {
        let other = "sha256:444444444444" + String(repeating: "0", count: 52)
        var workload = try fixture.workload("ranker")
        workload.models = workload.models.map { model in
            var model = model
            model.digest = Digest(parsing: other)
            return model
        }
        let all = workloads + [workload]
        #expect(answer("444444444444", all) == .ambiguous([other, "sha256:" + FixtureEvidence.hex("4")]))
        #expect(served(answer("4444444444440", all)) == ["ranker"])
    }

    @Test("another algorithm has other digests")
    func algorithm() { #expect(answer("sha512:" + FixtureEvidence.hex("4")) == .unknown) }

    @Test("the digest of data finds every model that was made from it")
    func data() { #expect(served(answer("dddddddddddd")) == ["fraud-canary", "fraud-detector"]) }

    @Test("a model that nobody serves is drawn by what evidence says")
    func evidenceAlone() throws {
        guard case .found(let graph) = answer("bbbbbbbbbbbb", []) else {
            Issue.record("nothing was found")
            return
        }
        #expect(graph.nodes.contains { $0.kind == .model })
        #expect(!graph.nodes.contains { $0.kind == .workload })
        #expect(served(answer(FixtureEvidence.base, [])) == [])
    }

    @Test(
        "what nobody has heard of is unknown", arguments: ["", "/", "nothing", "abababababababab", "a/b/c", "sha256:"])
    func unknown(text: String) { #expect(answer(text) == .unknown) }
}

@Suite("Formats of a lineage")
struct LineageFormatTests {
    private func write(_ name: String, _ graph: LineageGraph, details: Bool = false) throws -> String {
        let format = try #require(LineageFormat.named(name))
        return format.write(graph, LineageFormatOptions(title: "x", width: 160, showsDetails: details))
    }

    @Test(
        "each is written as it always was",
        arguments: [("text", "lineage-page.txt"), ("json", "lineage.json"), ("mermaid", "lineage.mmd")])
    func expected(name: String, file: String) throws {
        try Expected.compare(try write(name, AuditFixture().graph("assistant"), details: true), with: file)
    }

    @Test("without details only what is missing is told, with what makes it")
    func missing() throws {
        let text = try write("text", AuditFixture().graph("assistant"))
        #expect(text.contains("to mend: pedigree attest evaluation --subject hf://acme/assistant@"))
        #expect(!text.contains("signed by: "))
    }

    @Test("a flowchart of hostile texts has the same lines as one of harmless texts")
    func mermaid() throws {
        let text = try write("mermaid", AuditFixture.hostileGraph)
        #expect(text.split(separator: "\n").count == 1 + 8 + 7 + 4)
        #expect(!text.contains("<script") && !text.contains("click") && !text.contains("javascript:"))
        let labels = text.split(separator: "\n").filter { $0.contains("[\"") }
        #expect(labels.allSatisfy { $0.count { $0 == "\"" } == 2 })
    }
}
