/// Which node of a graph stands in which column, and in which order: layers by the longest way from what was first, ordered so
/// that few edges cross (after Sugiyama, Tagawa and Toda, 1981).
///
/// An edge that leads over more than one layer goes through a slot of its own in each between, so that it crosses no node.
struct LineageLayers: Sendable, Hashable {
    /// From top to bottom, in each layer.
    private(set) var layers: [[Slot]]
    /// Between neighbouring layers.
    private(set) var links: [Link] = []

    enum Slot: Sendable, Hashable {
        /// A place in `graph.nodes`.
        case node(Int)
        /// Where the edge at this place of `graph.edges` passes.
        case passage(edge: Int)
    }

    /// One piece of an edge.
    struct Link: Sendable, Hashable {
        var layer: Int
        /// A place in the layer, and one in the next.
        var from: Int
        var to: Int
        /// A place in `graph.edges`.
        var edge: Int
    }

    init(_ graph: LineageGraph) {
        let edges = Self.drawable(graph)
        let rank = Self.ranks(graph.nodes.count, edges.map(\.edge))
        layers = Array(repeating: [], count: (rank.max() ?? -1) + 1)
        let order = graph.nodes.indices.sorted {
            (graph.nodes[$0].kind.rank, $0) < (graph.nodes[$1].kind.rank, $1)
        }
        for node in order { layers[rank[node]].append(.node(node)) }
        var pieces: [Piece] = []
        // What leads back, against the invariant of graphs, is not drawn: there is no layer for it.
        for (place, edge) in edges where rank[edge.from] < rank[edge.to] {
            var last = Slot.node(edge.from)
            for layer in (rank[edge.from] + 1)..<(rank[edge.to] + 1) {
                let next: Slot = layer == rank[edge.to] ? .node(edge.to) : .passage(edge: place)
                if layer < rank[edge.to] { layers[layer].append(next) }
                pieces.append(Piece(layer: layer - 1, from: last, to: next, edge: place))
                last = next
            }
        }
        reorder(pieces)
        links = pieces.compactMap(link)
    }

    private struct Piece {
        var layer: Int
        var from: Slot
        var to: Slot
        var edge: Int
    }

    /// Edges between nodes that are there.
    private static func drawable(_ graph: LineageGraph) -> [(place: Int, edge: LineageGraph.Edge)] {
        graph.edges.enumerated().compactMap { place, edge in
            let isWhole = graph.nodes.indices.contains(edge.from) && graph.nodes.indices.contains(edge.to)
            return isWhole && edge.from != edge.to ? (place, edge) : nil
        }
    }

    /// The length of the longest way to each node; what nothing leads to stands right before what it leads to.
    private static func ranks(_ count: Int, _ edges: [LineageGraph.Edge]) -> [Int] {
        var waiting = Array(repeating: 0, count: count)
        var after: [[Int]] = Array(repeating: [], count: count)
        for edge in edges {
            waiting[edge.to] += 1
            after[edge.from].append(edge.to)
        }
        let isFirst = waiting.map { $0 == 0 }
        var rank = Array(repeating: 0, count: count)
        var isDone = Array(repeating: false, count: count)
        var ready = (0..<count).filter { waiting[$0] == 0 }
        var next = 0
        var unvisited = 0
        while true {
            if next == ready.count {
                // Only a graph that leads back to where it began has any left.
                while unvisited < count, isDone[unvisited] || waiting[unvisited] == 0 { unvisited += 1 }
                guard unvisited < count else { break }
                waiting[unvisited] = 0
                ready.append(unvisited)
            }
            let node = ready[next]
            next += 1
            isDone[node] = true
            for target in after[node] where !isDone[target] {
                rank[target] = max(rank[target], rank[node] + 1)
                guard waiting[target] > 0 else { continue }
                waiting[target] -= 1
                if waiting[target] == 0 { ready.append(target) }
            }
        }
        for node in 0..<count where isFirst[node] {
            guard let nearest = after[node].map({ rank[$0] }).min() else { continue }
            rank[node] = max(nearest - 1, 0)
        }
        return rank
    }

    // MARK: Order

    private mutating func reorder(_ pieces: [Piece]) {
        var before: [Slot: [Slot]] = [:]
        var after: [Slot: [Slot]] = [:]
        for piece in pieces {
            before[piece.to, default: []].append(piece.from)
            after[piece.from, default: []].append(piece.to)
        }
        for _ in 0..<Self.sweeps {
            for layer in layers.indices.dropFirst() { sort(layer, by: before, in: layer - 1) }
            for layer in layers.indices.dropLast().reversed() { sort(layer, by: after, in: layer + 1) }
        }
    }

    /// More change nothing that an eye would see.
    private static let sweeps = 8

    /// Orders a layer by the middle of each slot's neighbours; what has none stays where it is.
    private mutating func sort(_ layer: Int, by neighbours: [Slot: [Slot]], in other: Int) {
        let places = Dictionary(uniqueKeysWithValues: layers[other].enumerated().map { ($1, $0) })
        let keyed = layers[layer].enumerated().map { place, slot -> (key: Double, place: Int, slot: Slot) in
            let found = (neighbours[slot] ?? []).compactMap { places[$0] }
            guard !found.isEmpty else { return (Double(place), place, slot) }
            return (Double(found.reduce(0, +)) / Double(found.count), place, slot)
        }
        layers[layer] = keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.slot)
    }

    private func link(_ piece: Piece) -> Link? {
        guard let from = layers[piece.layer].firstIndex(of: piece.from),
            let to = layers[piece.layer + 1].firstIndex(of: piece.to)
        else { return nil }
        return Link(layer: piece.layer, from: from, to: to, edge: piece.edge)
    }
}

extension LineageGraph.Kind {
    /// The place in the order of drawing.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
