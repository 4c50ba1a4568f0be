import CheckCommand

/// A flowchart of Mermaid (mermaid.js.org/syntax/flowchart.html), which GitHub and GitLab draw in Markdown.
enum LineageMermaid {
    static func write(_ graph: LineageGraph) -> String {
        var text = "flowchart LR\n"
        for (place, node) in graph.nodes.enumerated() {
            let lines = [node.caption, node.title, node.subtitle].filter { !$0.isEmpty }
            let label = lines.map { escape(DisplayText.fit($0, 60)) }.joined(separator: "<br/>")
            text += "    n\(place)[\"\(label)\"]:::\(node.trust.rawValue)\n"
        }
        for edge in graph.edges {
            let label = edge.label.isEmpty ? "" : "|\"\(escape(edge.label))\"|"
            text += "    n\(edge.from) -->\(label) n\(edge.to)\n"
        }
        return text + styles
    }

    /// By the number of the character (`#35;`), whatever could mean something: marks, HTML, Markdown.
    private static func escape(_ text: String) -> String {
        TerminalText.escape(text).unicodeScalars.map { scalar in
            switch scalar.value {
            case 0x20, 0x2D, 0x2E, 0x2F, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(scalar)
            case 0x80...: String(scalar)
            default: "#\(scalar.value);"
            }
        }.joined()
    }

    private static let styles = """
            classDef signed stroke:#1a7f37,stroke-width:2px
            classDef recorded stroke:#9a6700,stroke-width:2px
            classDef declared stroke:#57606a
            classDef missing stroke:#cf222e,stroke-width:2px,stroke-dasharray:5 4

        """
}
