import CheckCommand

/// A way to write a lineage.
package struct LineageFormat: Sendable {
    package var name: String
    /// One sentence for the help.
    package var summary: String
    package var write: @Sendable (LineageGraph, LineageFormatOptions) -> String

    package static let all = [text, svg, json, mermaid]

    package static func named(_ name: String) -> LineageFormat? { all.first { $0.name == name } }

    private static let text = LineageFormat(name: "text", summary: "drawn for a terminal; the default") {
        LineageText.page($0, $1)
    }
    private static let svg = LineageFormat(name: "svg", summary: "an image that stands alone") { graph, options in
        LineageDrawing(graph).standaloneSVG(title: options.title)
    }
    private static let json = LineageFormat(name: "json", summary: "nodes and edges, for programs") { graph, _ in
        graph.json.pretty
    }
    private static let mermaid = LineageFormat(name: "mermaid", summary: "a flowchart for Markdown") { graph, _ in
        LineageMermaid.write(graph.folded())
    }
}

/// What a format may vary by.
package struct LineageFormatOptions: Sendable, Hashable {
    /// What the drawing is of.
    package var title: String
    /// Columns of the terminal.
    package var width: Int
    package var usesColour: Bool
    /// Whether all that is known of each node is told, and not only what is missing.
    package var showsDetails: Bool

    package init(title: String, width: Int = 80, usesColour: Bool = false, showsDetails: Bool = false) {
        self.title = title
        self.width = width
        self.usesColour = usesColour
        self.showsDetails = showsDetails
    }
}

extension LineageText {
    /// The drawing, what its marks mean, and what to do about what is missing.
    fileprivate static func page(_ graph: LineageGraph, _ options: LineageFormatOptions) -> String {
        let drawing = LineageDrawing(graph)
        var text = drawing.terminal(width: options.width, usesColour: options.usesColour)
        let trusts = LineageGraph.Trust.allCases.filter { trust in drawing.graph.nodes.contains { $0.trust == trust } }
        text += "\n"
        for trust in trusts { text += "\(trust.mark) \(trust.title): \(trust.meaning)\n" }
        let told = graph.nodes.filter { options.showsDetails || $0.trust == .missing }.filter { !$0.details.isEmpty }
        for node in told {
            text += "\n\(node.caption): \(TerminalText.escape(node.title))\n"
            for detail in node.details {
                text += "    \(TerminalText.escape("\(detail.label): \(detail.value)"))\n"
            }
        }
        return text
    }
}
