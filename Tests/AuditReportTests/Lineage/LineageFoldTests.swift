import Testing

@testable import AuditReport

@Suite("Folding a graph")
struct LineageFoldTests {
    /// A run with this many datasets, and a model.
    private func graph(_ count: Int) -> LineageGraph {
        var graph = LineageGraph()
        graph.nodes = [
            LineageGraph.Node(kind: .run, title: "run", trust: .signed),
            LineageGraph.Node(kind: .model, title: "model", trust: .signed),
        ]
        graph.edges = [LineageGraph.Edge(from: 0, to: 1)]
        for place in 0..<count {
            let trust: LineageGraph.Trust = place == count - 1 ? .declared : .signed
            graph.nodes.append(LineageGraph.Node(kind: .data, title: "d\(place)", trust: trust))
            graph.edges.append(LineageGraph.Edge(from: place + 2, to: 0))
        }
        return graph
    }

    @Test("what a screen can show is left as it is")
    func small() { #expect(graph(58).folded() == graph(58)) }

    @Test("the last of many alike are one that counts them, and says the least of what they say")
    func large() throws {
        let folded = graph(1000).folded()
        #expect(folded.nodes.count == LineageGraph.mostDrawn)
        let more = try #require(folded.nodes.last)
        #expect(more.title == "and 943 more")
        #expect(more.trust == .declared)
        #expect(more.details.first == LineageGraph.Detail("data", "d57"))
        #expect(folded.edges.count == folded.nodes.count - 1)
        #expect(folded.edges.allSatisfy { folded.nodes.indices.contains($0.from) })
    }

    @Test("edges to nowhere do no harm")
    func malformed() {
        var graph = graph(100)
        graph.edges += [LineageGraph.Edge(from: 999, to: 0), LineageGraph.Edge(from: 0, to: -4)]
        #expect(graph.folded().nodes.count == LineageGraph.mostDrawn)
        #expect(!LineageDrawing(graph).svg(id: "x", title: "x").isEmpty)
    }

    @Test("a drawing of the largest graph is small")
    func bounded() {
        #expect(LineageDrawing(graph(5000)).svg(id: "x", title: "x").utf8.count < 100_000)
    }
}
