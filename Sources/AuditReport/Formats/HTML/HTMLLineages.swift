import KubernetesModel
import ModelReferences
import PolicyEngine

/// The drawings of where models come from. There are at most `most` of them: more make a file that no browser opens.
struct HTMLLineages {
    let evidence: EvidenceIndex
    private(set) var drawn = 0

    static let most = 500
    /// Layers that can be read when they are as wide as the page; wider drawings scroll.
    private static let mostThatFit = 5

    init(evidence: EvidenceIndex) { self.evidence = evidence }

    mutating func figure(_ model: AuditedModel, of workload: AuditedWorkload) -> HTMLText {
        guard model.isModel else { return "" }
        guard drawn < Self.most else { return Self.elsewhere(model) }
        drawn += 1
        let graph = LineageGraph.of(workload: workload, model: model, evidence: evidence)
        guard !graph.nodes.isEmpty else { return "" }
        let drawing = LineageDrawing(graph)
        let id = "g\(drawn)"
        let title = "Lineage of \(model.reference.value)"
        return """
            <figure class="lineage-figure\(HTMLText.when(drawing.layers.layers.count <= Self.mostThatFit, " fits"))">
            <div class="scroll" role="group" aria-label="\(title)" tabindex="0">\(HTMLText(drawing, id: id, title: title))</div>
            <figcaption>Where <code>\(model.reference.value)</code> comes from, and what serves it.</figcaption>
            </figure>
            \(list(drawing.graph))
            """
    }

    /// The same in words, for whoever does not see it, and for paper.
    private func list(_ graph: LineageGraph) -> HTMLText {
        let rows = graph.nodes.prefix(80).map { node -> HTMLText in
            let details = node.details.prefix(40).map { detail -> HTMLText in
                "<li>\(detail.label): <code>\(detail.value)</code></li>"
            }
            let what: HTMLText = details.isEmpty ? "" : "<ul>\(details)</ul>"
            return """
                <tr><th scope="row">\(node.kind.title)</th><td><bdi>\(node.title)</bdi></td>\
                <td>\(node.trust.mark) \(node.trust.title)</td><td>\(what)</td></tr>

                """
        }
        return HTMLWords.scrolling(
            "What the drawing shows",
            HTMLWords.table(
                "What the drawing shows", ["Part", "Name", "Who says so", "Details"], rows, tone: "data parts"))
    }

    private static func elsewhere(_ model: AuditedModel) -> HTMLText {
        """
        <p class="note">This page draws the first \(most) lineages. This one: \
        <code>pedigree lineage \(ShellWord.quoted(model.digest?.description ?? model.reference.value))</code></p>

        """
    }
}

/// A value in a command that somebody may copy.
enum ShellWord {
    /// As one word of a POSIX shell, whatever stands in it.
    static func quoted(_ text: String) -> String {
        guard !text.isEmpty, text.utf8.allSatisfy(isPlain) else {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "@"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
