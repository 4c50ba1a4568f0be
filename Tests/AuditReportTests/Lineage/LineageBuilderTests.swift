import Foundation
import Testing

@testable import AuditReport

@Suite("The lineage of a model")
struct LineageBuilderTests {
    private func title(_ graph: LineageGraph, _ kind: LineageGraph.Kind) -> [String] {
        graph.nodes.filter { $0.kind == kind }.map(\.title)
    }

    @Test("prints")
    func prints() throws {
        let fixture = try AuditFixture()
        for workload in try fixture.audit().workloads {
            print("##", workload.identity, workload.standing, workload.findings.map(\.code))
            for model in workload.models {
                let graph = LineageGraph.of(workload: workload, model: model, evidence: fixture.evidence)
                try Data(LineageDrawing(graph).standaloneSVG(title: "x").utf8).write(
                    to: URL(fileURLWithPath: "/tmp/aud-d-\(workload.identity.name ?? "").svg"))
                for width in [200, 80] {
                    print(LineageDrawing(graph).terminal(width: width, usesColour: false))
                }
            }
        }
    }
}
