/// A lineage graph with a place for each node: drawn as SVG, and in a terminal.
package struct LineageDrawing: Sendable {
    /// What is drawn: the graph, folded to what can be shown.
    package let graph: LineageGraph
    let layers: LineageLayers

    package init(_ graph: LineageGraph) {
        self.graph = graph.folded()
        layers = LineageLayers(self.graph)
    }
}
