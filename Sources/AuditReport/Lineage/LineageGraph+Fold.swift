extension LineageGraph {
    /// The same graph with at most `most` nodes, or a few more: of those that stand in the same relation to all others (the
    /// datasets of one run, the workloads of one model) the last are folded into one that counts them.
    func folded(to most: Int = mostDrawn) -> LineageGraph {
        guard nodes.count > most else { return self }
        var groups: [Relation: [Int]] = [:]
        let relations = relations()
        for (node, relation) in relations.enumerated() { groups[relation, default: []].append(node) }
        var excess = nodes.count - most
        var foldedInto: [Int: Int] = [:]
        var counts: [Int: Int] = [:]
        // The largest first: what is most alike is missed least.
        for group in groups.values.sorted(by: { ($1.count, $0[0]) < ($0.count, $1[0]) }) where excess > 0 {
            let kept = max(Self.keptOfGroup, group.count - excess - 1)
            guard group.count - kept > 1 else { continue }
            let first = group[kept]
            for node in group[kept...] { foldedInto[node] = first }
            counts[first] = group.count - kept
            excess -= group.count - kept - 1
        }
        return replacing(foldedInto, counts)
    }

    /// What a screen can show.
    package static let mostDrawn = 60
    private static let keptOfGroup = 4

    private struct Relation: Hashable {
        var kind: Kind
        var before: Set<Int>
        var after: Set<Int>
    }

    private func relations() -> [Relation] {
        var relations = nodes.map { Relation(kind: $0.kind, before: [], after: []) }
        for edge in edges where nodes.indices.contains(edge.from) && nodes.indices.contains(edge.to) {
            relations[edge.from].after.insert(edge.to)
            relations[edge.to].before.insert(edge.from)
        }
        return relations
    }

    private func replacing(_ foldedInto: [Int: Int], _ counts: [Int: Int]) -> LineageGraph {
        var graph = LineageGraph()
        var places: [Int: Int] = [:]
        for (place, node) in nodes.enumerated() {
            guard foldedInto[place] ?? place == place else { continue }
            places[place] = graph.nodes.count
            guard let count = counts[place] else {
                graph.nodes.append(node)
                continue
            }
            let members = nodes.indices.filter { foldedInto[$0] == place }
            let details = members.prefix(Self.mostNamed).map { Detail(nodes[$0].kind.title, nodes[$0].title) }
            let weakest = members.map { nodes[$0].trust }.max { $0.rank < $1.rank } ?? node.trust
            graph.nodes.append(Node(kind: node.kind, title: andMore(count), details: details, trust: weakest))
        }
        var seen: Set<Edge> = []
        for edge in edges {
            guard let from = places[foldedInto[edge.from] ?? edge.from],
                let to = places[foldedInto[edge.to] ?? edge.to]
            else { continue }
            let moved = Edge(from: from, to: to, label: edge.label)
            if seen.insert(moved).inserted { graph.edges.append(moved) }
        }
        return graph
    }

    private static let mostNamed = 200
}

extension LineageGraph.Trust {
    /// 0 is best.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

private func andMore(_ count: Int) -> String { "and \(count) more" }
