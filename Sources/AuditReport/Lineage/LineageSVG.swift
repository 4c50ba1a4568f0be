import CheckCommand
import KubernetesModel

extension LineageDrawing {
    /// A drawing for use inside of an HTML page under a strict CSP: no styles of its own, colours by classes.
    ///
    /// Classes: `lineage` (the drawing), `lineage-edge`, `lineage-node` with `kind-…` and `trust-…` as `LineageGraph` names
    /// them; in a node `lineage-box`, `lineage-kind`, `lineage-title`, `lineage-subtitle`. `LineageDrawing.stylesheet` colours
    /// them.
    ///
    /// - Parameter id: put in front of every id, so that several drawings can stand in one page.
    package func svg(id: String, title: String) -> String {
        LineageSVG(self).element(id: XMLText.escape(id), title: title, head: "")
    }

    /// A drawing that stands alone, light or dark as its viewer prefers.
    package func standaloneSVG(title: String) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + LineageSVG(self).element(id: "lineage", title: title, head: "<style>\(Self.stylesheet)</style>\n")
    }
}

/// Sizes are those of CSS pixels.
private struct LineageSVG {
    private let graph: LineageGraph
    private let layers: LineageLayers
    private let placement: LineagePlacement

    private static let boxWidth = 204
    private static let boxHeight = 64
    private static let channel = 64
    private static let margin = 12
    /// Characters of a title and a subtitle, by the widths that fonts have at 13 and 11 pixels.
    private static let titleColumns = 27
    private static let subtitleColumns = 31

    init(_ drawing: LineageDrawing) {
        graph = drawing.graph
        layers = drawing.layers
        placement = LineagePlacement(layers, gap: 16) { slot in
            if case .node = slot { Self.boxHeight } else { 8 }
        }
    }

    func element(id: String, title: String, head: String) -> String {
        let columns = layers.layers.count
        let width = max(columns * (Self.boxWidth + Self.channel) - Self.channel, Self.boxWidth) + 2 * Self.margin
        let height = max(placement.height, Self.boxHeight) + 2 * Self.margin
        var text =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lineage\" role=\"img\" width=\"\(width)\" "
            + "height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" "
            + "aria-labelledby=\"\(id)-title \(id)-desc\">\n"
        text += "<title id=\"\(id)-title\">\(XMLText.escape(title))</title>\n"
        text += "<desc id=\"\(id)-desc\">\(XMLText.escape(graph.sentences))</desc>\n"
        text += head
        for place in graph.edges.indices { text += edge(place) }
        for (layer, slots) in layers.layers.enumerated() {
            for (place, slot) in slots.enumerated() {
                guard case .node(let node) = slot else { continue }
                text += box(graph.nodes[node], id: "\(id)-n\(node)", at: (left(layer), top(layer, place)))
            }
        }
        return text + "</svg>\n"
    }

    private func left(_ layer: Int) -> Int { Self.margin + layer * (Self.boxWidth + Self.channel) }
    private func top(_ layer: Int, _ place: Int) -> Int { Self.margin + placement.tops[layer][place] }
    private func middle(_ layer: Int, _ place: Int) -> Int { Self.margin + placement.middle(layer, place) }

    /// One path over all layers that the edge passes, and its point.
    private func edge(_ place: Int) -> String {
        let links = layers.links.filter { $0.edge == place }.sorted { $0.layer < $1.layer }
        guard let first = links.first, let last = links.last else { return "" }
        var path = "M\(left(first.layer) + Self.boxWidth) \(middle(first.layer, first.from))"
        for link in links {
            let start = (x: left(link.layer) + Self.boxWidth, y: middle(link.layer, link.from))
            let end = (x: left(link.layer + 1), y: middle(link.layer + 1, link.to))
            let bend = (start.x + end.x) / 2
            let isLast = link == last
            let tip = isLast ? end.x - Self.arrow : end.x
            path += "C\(bend) \(start.y) \(bend) \(end.y) \(tip) \(end.y)"
            // Past the nodes of a layer it goes straight.
            if !isLast { path += "H\(end.x + Self.boxWidth)" }
        }
        let end = (x: left(last.layer + 1), y: middle(last.layer + 1, last.to))
        let arrow = "M\(end.x - Self.arrow) \(end.y - 4)L\(end.x) \(end.y)L\(end.x - Self.arrow) \(end.y + 4)z"
        let label = graph.edges[place].label
        var text = "<g class=\"lineage-edge\">"
        if !label.isEmpty { text += "<title>\(XMLText.escape(label))</title>" }
        text +=
            "<path class=\"lineage-line\" fill=\"none\" d=\"\(path)\"/><path class=\"lineage-arrow\" d=\"\(arrow)\"/>"
        return text + "</g>\n"
    }

    private static let arrow = 8

    private func box(_ node: LineageGraph.Node, id: String, at corner: (x: Int, y: Int)) -> String {
        let (x, y) = corner
        // A line that is broken says "missing" without colours.
        let dashes = node.trust == .missing ? " stroke-dasharray=\"5 4\"" : ""
        var text =
            "<g class=\"lineage-node kind-\(node.kind.rawValue) trust-\(node.trust.rawValue)\" id=\"\(id)\">"
            + "<title>\(XMLText.escape(hint(node)))</title>"
        text +=
            "<rect class=\"lineage-box\" x=\"\(x)\" y=\"\(y)\" width=\"\(Self.boxWidth)\" "
            + "height=\"\(Self.boxHeight)\" rx=\"8\"\(dashes)/>"
        let kind = "\(node.kind.title) \(node.trust.mark) \(node.trust.title)"
        text += line("lineage-kind", kind, 10, (x + 12, y + 18))
        text += line("lineage-title", DisplayText.fit(node.title, Self.titleColumns), 13, (x + 12, y + 37))
        text += line("lineage-subtitle", DisplayText.fit(node.subtitle, Self.subtitleColumns), 11, (x + 12, y + 54))
        return text + "</g>\n"
    }

    private func line(_ name: String, _ words: String, _ size: Int, _ at: (x: Int, y: Int)) -> String {
        guard !words.isEmpty else { return "" }
        return
            "<text class=\"\(name)\" font-size=\"\(size)\" x=\"\(at.x)\" y=\"\(at.y)\">\(XMLText.escape(words))</text>"
    }

    /// What a pointer that rests on the box shows.
    private func hint(_ node: LineageGraph.Node) -> String {
        let head = "\(node.kind.title): \(node.title) (\(node.trust.meaning))"
        let details = node.details.prefix(40).map { "\($0.label): \(printable($0.value, limit: 400))" }
        return ([head] + details).joined(separator: "\n")
    }
}
