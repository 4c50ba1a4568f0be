import AuditReport
import DecisionLog
import EvidenceTesting
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Metrics of a model over its versions")
struct MetricSeriesTests {
    private let scene: LogScene
    private let signer: Party
    private let policies: PolicySet

    init() throws {
        scene = try LogScene()
        signer = try Party("eval-runner")
        let yaml =
            signer.trustRoot() + EvidenceShelf.source + """
                apiVersion: pedigree.dev/v1alpha1
                kind: ModelProvenancePolicy
                metadata: {name: production}
                spec: {match: {}, validationActions: [Warn], rules: {evaluation: {signedBy: [eval-runner]}}}
                """
        let lint = PolicyLint(try YAMLParser.parse(yaml).map { PolicyDocument(file: "p.yaml", root: $0.root) })
        policies = try #require(lint.set, "\(lint.errors)")
    }

    private func uri(_ version: String) -> String { "s3://ml-models-prod/fraud-detector/\(version)/" }

    private func statement(_ version: String, _ f1: String, on day: Int) -> String {
        let digit = version.last.map(String.init) ?? "0"
        return Statements.evaluation(
            subject: Statements.subject(uri: uri(version), sha256: String(repeating: digit, count: 64)),
            metrics: [
                Statements.metric("f1_score", f1), Statements.metric("f1_score", "0.9", slice: "region=eu"),
            ], finishedOn: "2026-11-\(day)T12:00:00Z")
    }

    private func live(_ version: String) throws -> AuditedWorkload {
        let object = try #require(try YAMLParser.parse(fraud(version)).first).root
        var workload = AuditedWorkload(identity: try #require(ObjectIdentity(object)), judgement: .allowed)
        workload.models = try ReferenceFinder.find(in: object).references.map { AuditedModel(reference: $0) }
        return workload
    }

    private func described(_ series: MetricSeries) -> [String] {
        series.points.map { "\($0.version) \($0.value)\($0.isLive ? " live" : "")\($0.time == nil ? " undated" : "")" }
    }

    @Test("by when they were evaluated, whatever the order of the envelopes; slices behind the whole")
    func evidence() throws {
        var shelf = EvidenceShelf()
        try shelf.add("b", statement("v48", "0.941", on: 12), signedBy: signer)
        try shelf.add("a", statement("v47", "0.928", on: 11), signedBy: signer)
        let index = try shelf.index(for: policies)
        let series = MetricSeries.all(nil, index, [try live("v48")])
        #expect(series.map(\.metric) == ["f1_score", "f1_score"] && series.map(\.slice) == [nil, "region=eu"])
        #expect(series.map(\.model) == Array(repeating: "s3://ml-models-prod/fraud-detector/", count: 2))
        #expect(series.first.map(described) == ["v47 0.928", "v48 0.941 live"])
    }

    @Test("the log adds what no source holds any more, and nothing twice")
    func log() throws {
        var shelf = EvidenceShelf()
        try shelf.add("b", statement("v48", "0.941", on: 12), signedBy: signer)
        let index = try shelf.index(for: policies)
        let envelope = try #require(index.items.first).digest.description
        for (generation, (version, value, digest)) in [("v46", "0.9", "sha256:gone"), ("v48", "0.941", envelope)]
            .enumerated()
        {
            var decision = try Decision(
                fraud(version), generation: generation + 1, at: Double(generation) * LogScene.day)
            decision.evidence = [
                .init(
                    rule: "evaluation", model: uri(version), source: "git", place: "e", digest: digest,
                    metrics: [.init(name: "f1_score", value: value), .init(name: "bad", value: "many")])
            ]
            try scene.write(.reviewed(decision), .reviewed(decision), at: Double(generation) * LogScene.day)
        }
        let series = MetricSeries.all(try scene.history(), index, [try live("v48")])
        // What the evaluation does not say when it was made is in order, and has no date.
        #expect(series.first.map(described) == ["v46 0.9 undated", "v48 0.941 live"])
        #expect(series.map(\.metric) == ["f1_score", "f1_score"])
    }

    @Test("what nobody trusts, and what is about other models, is no point")
    func others() throws {
        var shelf = EvidenceShelf()
        try shelf.add("a", statement("v47", "0.928", on: 11), signedBy: try Party("somebody"))
        let index = try shelf.index(for: policies)
        #expect(MetricSeries.all(nil, index, [try live("v47")]).isEmpty)
        try shelf.add("b", statement("v47", "0.928", on: 11), signedBy: signer)
        let own = try shelf.index(for: policies)
        #expect(MetricSeries.all(nil, own, [try live("v47")]).count == 2)
        #expect(MetricSeries.all(nil, own, []).isEmpty)
    }
}
