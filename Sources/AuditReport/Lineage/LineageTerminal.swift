extension LineageDrawing {
    /// The drawing in characters, with a newline at its end; where the terminal is too narrow for it, a tree from what was
    /// last back to what was first.
    package func terminal(width: Int, usesColour: Bool) -> String {
        guard !graph.nodes.isEmpty else { return "" }
        let lines =
            LineageBoxes(self, width: width).map { $0.lines(usesColour: usesColour) }
            ?? LineageTree(self).lines(width: width, usesColour: usesColour)
        return lines.joined(separator: "\n") + "\n"
    }
}

extension LineageGraph.Trust {
    var paint: TerminalCanvas.Paint {
        switch self {
        case .signed: .green
        case .recorded: .yellow
        case .declared: .plain
        case .missing: .red
        }
    }
}

/// Boxes beside each other, layer by layer, with lines between them.
struct LineageBoxes {
    private let graph: LineageGraph
    private let layers: LineageLayers
    /// Rows of the slots' upper edges, by layer and place.
    private var tops: [[Int]]
    /// Columns between the borders of the boxes of a layer.
    private let inner: [Int]
    private let channels: [Channel]

    /// nil where `width` columns are too few.
    init?(_ drawing: LineageDrawing, width: Int) {
        graph = drawing.graph
        layers = drawing.layers
        tops = LineagePlacement(layers, gap: Self.gap) { _ in Self.height }.tops
        Self.separate(&tops, layers)
        let rows = tops.map { $0.map { $0 + 1 } }
        let links = Dictionary(grouping: layers.links, by: \.layer)
        let channels = layers.layers.indices.dropLast().map { layer in
            Channel(links[layer] ?? [], from: rows[layer], to: rows[layer + 1])
        }
        self.channels = channels
        let wanted = layers.layers.map { slots in slots.map { drawing.wanted($0) }.max() ?? 0 }
        let frames = 2 * wanted.count + channels.reduce(0) { $0 + $1.width }
        guard let inner = Self.fit(wanted, into: width - frames) else { return nil }
        self.inner = inner
    }

    /// A port is in the middle of three rows; a fourth goes into the gap.
    private static let height = 3
    private static let gap = 2
    private static let narrowest = 18

    /// The widths that were wanted, the widest cut first; nil where not even the narrowest fit.
    private static func fit(_ wanted: [Int], into columns: Int) -> [Int]? {
        var most = wanted.max() ?? 0
        while wanted.reduce(0, { $0 + min($1, most) }) > columns {
            most -= 1
            guard most >= narrowest else { return nil }
        }
        return wanted.map { min($0, most) }
    }

    /// Moves slots down until a row is shared by those neighbours alone that a line joins: a line that goes straight on would
    /// else run into a stranger.
    private static func separate(_ tops: inout [[Int]], _ layers: LineageLayers) {
        for layer in tops.indices.dropFirst() {
            var joined: [Int: Set<Int>] = [:]
            for link in layers.links where link.layer == layer - 1 {
                joined[link.to, default: []].insert(tops[layer - 1][link.from])
            }
            let taken = Set(tops[layer - 1])
            var next = Int.min
            for place in tops[layer].indices {
                var top = max(tops[layer][place], next)
                while taken.contains(top), !(joined[place]?.contains(top) ?? false) { top += 1 }
                tops[layer][place] = top
                next = top + height + gap
            }
        }
    }

    func lines(usesColour: Bool) -> [String] {
        let lefts = lefts
        let width = (lefts.last ?? 0) + (inner.last ?? 0) + 2
        let height = (tops.joined().max() ?? 0) + Self.height + 1
        var canvas = TerminalCanvas(width: width, height: height)
        for (layer, slots) in layers.layers.enumerated() {
            for (place, slot) in slots.enumerated() {
                switch slot {
                case .node(let node):
                    draw(graph.nodes[node], at: lefts[layer], tops[layer][place], inner[layer], &canvas)
                case .passage(let edge):
                    canvas.across(
                        tops[layer][place] + 1, from: lefts[layer], to: lefts[layer] + inner[layer] + 1,
                        net: -1 - edge)
                }
            }
            guard layer < channels.count else { continue }
            let start = lefts[layer] + inner[layer] + 2
            channels[layer].draw(at: start, points: layers.layers[layer + 1], &canvas)
        }
        let lines = canvas.text(usesColour: usesColour)
        return Array(lines.prefix((lines.lastIndex { !$0.isEmpty } ?? -1) + 1))
    }

    private var lefts: [Int] {
        var left = 0
        return inner.indices.map { layer in
            defer { left += inner[layer] + 2 + (layer < channels.count ? channels[layer].width : 0) }
            return left
        }
    }

    private func draw(
        _ node: LineageGraph.Node, at left: Int, _ top: Int, _ inner: Int, _ canvas: inout TerminalCanvas
    ) {
        let paint = node.trust.paint
        let caption =
            DisplayText.width(node.caption) + 2 > inner ? "\(node.kind.title) \(node.trust.mark)" : node.caption
        let label = DisplayText.fit(" \(caption) ", inner)
        let rest = String(repeating: "─", count: max(inner - DisplayText.width(label), 0))
        canvas.write("┌\(label)\(rest)┐", at: left, top, paint)
        var row = top + 1
        for (text, inside) in [(node.title, TerminalCanvas.Paint.bold), (node.subtitle, .plain)] {
            guard row == top + 1 || !text.isEmpty else { continue }
            canvas.write("│", at: left, row, paint)
            canvas.write(" \(DisplayText.fit(text, inner - 2))", at: left + 1, row, inside)
            canvas.write("│", at: left + inner + 1, row, paint)
            row += 1
        }
        canvas.write("└\(String(repeating: "─", count: inner))┘", at: left, row, paint)
    }
}

extension LineageGraph.Node {
    /// `data ✓ signed`.
    var caption: String { "\(kind.title) \(trust.mark) \(trust.title)" }
}

extension LineageDrawing {
    /// Columns that the text of a slot takes.
    fileprivate func wanted(_ slot: LineageLayers.Slot) -> Int {
        guard case .node(let place) = slot else { return 0 }
        let node = graph.nodes[place]
        return [node.caption, node.title, node.subtitle].map { DisplayText.width(DisplayText.fit($0, 40)) + 2 }.max()
            ?? 0
    }
}
