import EvidenceTesting
import Testing

@testable import AuditReport

@Suite("The layers of a drawing")
struct LineageLayersTests {
    /// A graph whose nodes are called 0, 1, 2, …
    static func graph(_ count: Int, _ edges: [(Int, Int)]) -> LineageGraph {
        var graph = LineageGraph()
        graph.nodes = (0..<count).map { LineageGraph.Node(kind: .data, title: "\($0)") }
        graph.edges = edges.map { LineageGraph.Edge(from: $0.0, to: $0.1) }
        return graph
    }

    private func rank(_ layers: LineageLayers) -> [Int: Int] {
        var rank: [Int: Int] = [:]
        for (layer, slots) in layers.layers.enumerated() {
            for case .node(let node) in slots { rank[node] = layer }
        }
        return rank
    }

    @Test("what came of something stands behind it")
    func order() {
        let layers = LineageLayers(Self.graph(4, [(0, 1), (1, 2), (0, 2), (2, 3)]))
        #expect(rank(layers) == [0: 0, 1: 1, 2: 2, 3: 3])
    }

    @Test("what nothing leads to stands right before what it leads to")
    func sources() {
        let layers = LineageLayers(Self.graph(4, [(0, 1), (1, 2), (3, 2)]))
        #expect(rank(layers)[3] == 1)
    }

    @Test("an edge over several layers passes each of them in a slot of its own")
    func passages() {
        let layers = LineageLayers(Self.graph(4, [(0, 1), (1, 2), (2, 3), (0, 3)]))
        let passages = layers.layers.joined().filter { $0 == .passage(edge: 3) }
        #expect(passages.count == 2)
        #expect(layers.links.filter { $0.edge == 3 }.map(\.layer) == [0, 1, 2])
    }

    @Test(
        "a graph that no lineage can be is drawn without what leads back, and ends",
        arguments: [[(0, 1), (1, 0)], [(0, 0)], [(0, 1), (1, 2), (2, 0)], [(0, 9)], [(-1, 0)], []])
    func malformed(edges: [(Int, Int)]) {
        let layers = LineageLayers(Self.graph(3, edges))
        #expect(rank(layers).keys.sorted() == [0, 1, 2])
        for link in layers.links {
            #expect(layers.layers[link.layer].indices.contains(link.from))
            #expect(layers.layers[link.layer + 1].indices.contains(link.to))
        }
    }

    @Test("no graph at all has no layers")
    func empty() { #expect(LineageLayers(LineageGraph()).layers.isEmpty) }

    @Test("lines that need not cross do not")
    func crossings() {
        // Two pairs, named crosswise.
        let layers = LineageLayers(Self.graph(4, [(0, 3), (1, 2)]))
        let ends = layers.links.sorted { $0.from < $1.from }.map(\.to)
        #expect(ends == ends.sorted())
    }

    @Test("each graph of random edges has every node once, and every edge forward")
    func random() {
        var random = Mutator([])
        for _ in 0..<200 {
            let count = Int.random(in: 1...40, using: &random)
            let edges = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
            }
            let layers = LineageLayers(Self.graph(count, edges))
            #expect(rank(layers).count == count)
            #expect(layers.layers.joined().count { if case .node = $0 { true } else { false } } == count)
            let placement = LineagePlacement(layers, gap: 2) { _ in 3 }
            for column in placement.tops {
                #expect(zip(column, column.dropFirst()).allSatisfy { $0 + 5 <= $1 }, "slots overlap")
            }
            #expect((placement.tops.joined().min() ?? 0) == 0)
        }
    }
}
