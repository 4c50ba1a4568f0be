import CheckCommand

extension LineageGraph {
    /// Nodes with all that is known of them, and edges by the places of what they join.
    var json: JSONValue {
        [
            "nodes": .array(
                nodes.map { node in
                    [
                        "kind": .string(node.kind.rawValue), "trust": .string(node.trust.rawValue),
                        "title": .string(node.title), "subtitle": .string(node.subtitle),
                        "details": .array(
                            node.details.map { ["label": .string($0.label), "value": .string($0.value)] }),
                    ]
                }),
            "edges": .array(
                edges.map { ["from": .int($0.from), "to": .int($0.to), "label": .string($0.label)] }),
        ]
    }
}
