import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("The lineage of a model")
struct LineageBuilderTests {
    private func titles(_ graph: LineageGraph, _ kind: LineageGraph.Kind) -> [String] {
        graph.nodes.filter { $0.kind == kind }.map { "\($0.title) \($0.trust.rawValue)" }
    }

    private func leads(_ graph: LineageGraph, _ from: LineageGraph.Kind, _ to: LineageGraph.Kind) -> Int {
        graph.edges.count { graph.nodes[$0.from].kind == from && graph.nodes[$0.to].kind == to }
    }

    private func detail(_ graph: LineageGraph, _ kind: LineageGraph.Kind, _ label: String) -> [String] {
        graph.nodes.filter { $0.kind == kind }.flatMap(\.details).filter { $0.label == label }.map(\.value)
    }

    @Test("data, code and environment lead to the run, the run to the model, the model to evaluation and workload")
    func whole() throws {
        let graph = try AuditFixture().graph("fraud-detector")
        #expect(titles(graph, .model) == ["fraud-detector v47 signed"])
        #expect(
            titles(graph, .data).sorted() == [
                "chargebacks signed", "features signed", "fraud-eval signed", "train signed",
            ])
        #expect(leads(graph, .data, .run) == 2)
        #expect(leads(graph, .code, .run) == 1 && leads(graph, .environment, .run) == 1)
        #expect(leads(graph, .run, .model) == 1 && leads(graph, .model, .evaluation) == 1)
        #expect(leads(graph, .data, .evaluation) == 1 && leads(graph, .data, .workload) == 1)
        #expect(leads(graph, .evaluation, .workload) == 1 && leads(graph, .model, .workload) == 1)
        #expect(detail(graph, .run, "signed by").first?.hasPrefix("trainer (key sha256:") == true)
        #expect(detail(graph, .evaluation, "f1_score of region=apac") == ["0.902 (2100 samples)"])
        #expect(detail(graph, .workload, "deployed by") == ["system:serviceaccount:argocd:application-controller"])
    }

    @Test("a base model is followed to where it comes from, as far as evidence goes")
    func base() throws {
        let graph = try AuditFixture().graph("assistant")
        #expect(titles(graph, .baseModel) == ["base signed"])
        #expect(leads(graph, .run, .baseModel) == 1 && leads(graph, .baseModel, .run) == 1)
        #expect(titles(graph, .data).contains("pretraining signed"))
        #expect(titles(graph, .code).contains("no code named missing"))
    }

    @Test("what nobody says is missing, and says how to mend it")
    func missing() throws {
        let graph = try AuditFixture().graph("ranker")
        #expect(titles(graph, .run) == ["no lineage missing"])
        #expect(titles(graph, .evaluation) == ["no evaluation missing"])
        #expect(
            detail(graph, .run, "to mend") == [
                "pedigree attest lineage --subject s3://ml-models-prod/ranker/v3/ --digest sha256:DIGEST --git . "
                    + "--dataset NAME=REFERENCE --key KEY --output evidence/"
            ])
    }

    @Test("a record that nobody signed is drawn as one, and data that only a manifest names as declared")
    func recorded() throws {
        let graph = try AuditFixture().graph("scorer")
        #expect(titles(graph, .run) == ["tracking: runs/6f1e.json recorded"])
        #expect(titles(graph, .model) == ["scorer v12 recorded"])
        #expect(titles(graph, .data) == ["clicks recorded", "2026-02 declared"])
    }

    @Test("of a model that moves nothing is believed")
    func mutable() throws {
        let graph = try AuditFixture().graph("churn")
        #expect(titles(graph, .model) == ["churn Production declared"])
        #expect(detail(graph, .run, "to mend").first?.contains("attest lineage") == false)
    }

    @Test("workloads that serve the same model meet in it")
    func shared() throws {
        let fixture = try AuditFixture()
        let one = try fixture.workload("fraud-detector")
        var other = one
        other.identity.name = "fraud-shadow"
        let model = try #require(one.models.first)
        let graph = LineageGraph.of([(one, model), (other, model)], evidence: fixture.evidence)
        #expect(titles(graph, .model).count == 1)
        #expect(titles(graph, .workload) == ["fraud-detector recorded", "fraud-shadow recorded"])
        #expect(leads(graph, .evaluation, .workload) == 2)
    }
}

@Suite("What evidence a lineage is drawn from")
struct LineageEvidenceTests {
    private static let model = FixtureEvidence.v47
    private let trainer: Party
    private let stranger: Party
    private let policies: PolicySet

    init() throws {
        trainer = try Party("trainer")
        stranger = try Party("stranger")
        policies = try AuditFixture.policies(trainer, try Party("eval-runner"))
    }

    private func graph(digest: Digest? = nil, _ fill: (inout EvidenceShelf) throws -> Void) throws -> LineageGraph {
        var shelf = EvidenceShelf()
        try fill(&shelf)
        let reference = ModelReference(
            value: Self.model, path: FieldPath("spec.x"), position: SourcePosition(line: 1, column: 1),
            consumer: .kserve,
            pinning: .versioned("one version"))
        let identity = ObjectIdentity(
            gvk: GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "a", name: "b")
        return LineageGraph.of(
            workload: AuditedWorkload(identity: identity, judgement: .allowed),
            model: AuditedModel(reference: reference, digest: digest), evidence: try shelf.index(for: policies))
    }

    private func lineage(_ digit: Character = "4", base: String? = nil, finishedOn: String = "2026-11-19T12:00:00Z")
        -> String
    {
        let data = Statements.data("dataset:train", sha256: Statements.trainData)
        return Statements.lineage(
            subject: Statements.subject(uri: Self.model, sha256: FixtureEvidence.hex(digit)),
            dependencies: [Statements.source, data] + (base.map { [$0] } ?? []), finishedOn: finishedOn)
    }

    private func run(_ graph: LineageGraph) throws -> LineageGraph.Node {
        try #require(graph.nodes.first { $0.kind == .run })
    }

    @Test("a stranger's envelope makes nothing, and is named where the lineage is missing")
    func untrusted() throws {
        let graph = try graph { try $0.add("l.json", lineage(), signedBy: stranger) }
        let run = try run(graph)
        #expect(run.trust == .missing)
        #expect(run.details.contains { $0.label == "rejected" && $0.value.hasPrefix("git: l.json: ") })
        let twin = try self.graph { try $0.add("l.json", lineage(), signedBy: trainer) }
        #expect(try self.run(twin).trust == .signed)
    }

    @Test("evidence about other bytes under the same name is not this model's")
    func otherBytes() throws {
        let digest = Digest(.sha256, hex: FixtureEvidence.hex("5"))
        let graph = try graph(digest: digest) { try $0.add("l.json", lineage("4"), signedBy: trainer) }
        #expect(try run(graph).trust == .missing)
        let twin = try self.graph(digest: digest) { try $0.add("l.json", lineage("5"), signedBy: trainer) }
        #expect(try run(twin).trust == .signed)
    }

    @Test("of several lineages the latest is drawn")
    func latest() throws {
        let graph = try graph { shelf in
            try shelf.add("new.json", lineage(finishedOn: "2026-11-19T12:00:00Z"), signedBy: trainer)
            try shelf.add("old.json", lineage(finishedOn: "2026-01-01T00:00:00Z"), signedBy: trainer)
        }
        #expect(graph.nodes.count { $0.kind == .run } == 1)
        #expect(try run(graph).subtitle == "finished 2026-11-19")
    }

    @Test("a model that says it comes from itself is cut, however long the circle is")
    func circles() throws {
        let own = #"{"name":"base-model","uri":"\#(Self.model)","digest":{"sha256":"\#(FixtureEvidence.hex("4"))"}}"#
        let direct = try graph(digest: Digest(.sha256, hex: FixtureEvidence.hex("4"))) {
            try $0.add("l.json", lineage(base: own), signedBy: trainer)
        }
        #expect(!direct.nodes.contains { $0.kind == .baseModel })
        let other =
            #"{"name":"base-model","uri":"s3://b/other/v1/","digest":{"sha256":"\#(FixtureEvidence.hex("6"))"}}"#
        let around = try graph(digest: Digest(.sha256, hex: FixtureEvidence.hex("4"))) { shelf in
            try shelf.add("l.json", lineage(base: other), signedBy: trainer)
            let back = Statements.lineage(
                subject: Statements.subject(uri: "s3://b/other/v1/", sha256: FixtureEvidence.hex("6")),
                dependencies: [own])
            try shelf.add("o.json", back, signedBy: trainer)
        }
        #expect(around.nodes.count { $0.kind == .baseModel } == 1)
        #expect(around.nodes.count { $0.kind == .run } == 2)
    }

    @Test("a thousand datasets are a graph that is whole, and a drawing that can be shown")
    func many() throws {
        let data = (0..<1000).map {
            Statements.data("dataset:d\($0)", sha256: FixtureEvidence.hex("1").dropLast(4) + String(1000 + $0))
        }
        let statement = Statements.lineage(
            subject: Statements.subject(uri: Self.model, sha256: FixtureEvidence.hex("4")),
            dependencies: [Statements.source] + data)
        let graph = try graph { try $0.add("l.json", statement, signedBy: trainer) }
        #expect(graph.nodes.count { $0.kind == .data } == 1000)
        #expect(LineageDrawing(graph).graph.nodes.count <= LineageGraph.mostDrawn)
    }
}
