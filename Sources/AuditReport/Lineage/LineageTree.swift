/// The graph as a list with indents, from what was last back to what was first; what came before more than one is told once.
struct LineageTree {
    private let graph: LineageGraph
    private var before: [[Int]]
    private var isLast: [Bool]

    init(_ drawing: LineageDrawing) {
        graph = drawing.graph
        before = Array(repeating: [], count: graph.nodes.count)
        isLast = Array(repeating: true, count: graph.nodes.count)
        // What has a place in the layers leads nowhere in a circle.
        var layer: [Int: Int] = [:]
        for (rank, slots) in drawing.layers.layers.enumerated() {
            for case .node(let node) in slots { layer[node] = rank }
        }
        for edge in graph.edges {
            guard let from = layer[edge.from], let to = layer[edge.to], from < to else { continue }
            before[edge.to].append(edge.from)
            isLast[edge.from] = false
        }
        for node in before.indices {
            before[node] = Set(before[node]).sorted {
                (graph.nodes[$0].kind.order, $0) < (graph.nodes[$1].kind.order, $1)
            }
        }
    }

    func lines(width: Int, usesColour: Bool) -> [String] {
        var lines: [String] = []
        var told: Set<Int> = []
        for root in graph.nodes.indices where isLast[root] {
            // No recursion: a graph may be as deep as it has nodes.
            var open: [(node: Int, indent: String, lead: String)] = [(root, "", "")]
            while let (node, indent, lead) = open.popLast() {
                let isNew = told.insert(node).inserted
                lines.append(line(graph.nodes[node], indent + lead, isNew: isNew, width: width, usesColour))
                guard isNew else { continue }
                let below = indent + (lead.isEmpty ? "" : lead == Self.corner ? "   " : "│  ")
                for (place, next) in before[node].enumerated().reversed() {
                    open.append((next, below, place == before[node].count - 1 ? Self.corner : Self.branch))
                }
            }
        }
        return lines
    }

    private static let corner = "└─ "
    private static let branch = "├─ "

    private func line(
        _ node: LineageGraph.Node, _ lead: String, isNew: Bool, width: Int, _ usesColour: Bool
    ) -> String {
        let caption = "\(node.caption)  "
        let room = max(width - DisplayText.width(lead + caption), 16)
        var words = node.title
        if isNew, !node.subtitle.isEmpty { words += "  \(node.subtitle)" }
        if !isNew { words += "  \(above)" }
        let painted = usesColour && node.trust.paint != .plain
        let head = painted ? "\u{1B}[\(node.trust.paint.rawValue)m\(caption)\u{1B}[0m" : caption
        return lead + head + DisplayText.fit(words, room)
    }
}

extension LineageGraph.Kind {
    /// The model before what was made of it, and before what it was made from.
    fileprivate var order: Int {
        switch self {
        case .model: 0
        case .run: 1
        case .evaluation: 2
        case .baseModel: 3
        case .data: 4
        case .code: 5
        case .environment: 6
        case .workload: 7
        }
    }
}

private let above = "(above)"
