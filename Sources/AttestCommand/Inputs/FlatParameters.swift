import EvidenceStores
import KubernetesModel

/// Settings of a training run as names with texts; nested ones are joined by dots: `optimizer.lr`.
enum FlatParameters {
    static func of(_ root: Node) -> [String: String] {
        var values: [String: String] = [:]
        collect(root, prefix: "", into: &values, depth: 0)
        return values
    }

    static func collect(_ node: Node, prefix: String, into values: inout [String: String], depth: Int) {
        guard node.isObject, node.count > 0, depth < 16 else {
            if !prefix.isEmpty { values[prefix] = text(node) }
            return
        }
        for member in node.members {
            let name = prefix.isEmpty ? member.key : "\(prefix).\(member.key)"
            collect(member.value, prefix: name, into: &values, depth: depth + 1)
        }
    }

    /// Scalars as they were written; lists as JSON.
    private static func text(_ node: Node) -> String {
        if let text = node.scalarText { return text }
        var writer = JSONWriter()
        writer.value(node)
        return writer.text
    }
}

extension [String: String] {
    /// The number that fixed the random numbers, where a parameter has its usual name.
    var seed: String? {
        let found = filter { MLflowRun.seeds.contains($0.key.lowercased()) }.map(\.value)
        return found.count == 1 ? found.first : nil
    }
}
