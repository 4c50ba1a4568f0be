import KubernetesModel

/// The arguments of a server that a custom resource lists in a field of its own (`spec.args` of a KubeAI Model,
/// `extraArgs` of a VLLMRuntime): `--flag value`, `--flag=value`, with `_` equal to `-`.
struct ArgumentList {
    /// One value, and the list item that holds it.
    struct Argument {
        var value: String
        var node: Node
    }

    private let items: [Argument]

    init(_ list: Node?) {
        items =
            (list?.elements).map { elements in
                elements.compactMap { node in node.scalarText.map { Argument(value: $0, node: node) } }
            } ?? []
    }

    /// The last value that the flag was given under any of `names` (written with `-`); argparse lets the last one win.
    func value(of names: String...) -> Argument? {
        values(of: names).last
    }

    /// Every value that the flag was given, in order.
    func values(of names: [String]) -> [Argument] {
        var found: [Argument] = []
        for (index, item) in items.enumerated() {
            guard let flag = ArgumentFlag(item.value), names.contains(flag.name) else { continue }
            if let value = flag.value {
                found.append(Argument(value: value, node: item.node))
            } else if items.indices.contains(index + 1) {
                found.append(items[index + 1])
            }
        }
        return found
    }

    /// The values that follow the flag up to the next flag: `--lora-modules a=x b=y`.
    func allValues(of name: String) -> [Argument] {
        var found: [Argument] = []
        var reading = false
        for item in items {
            if let flag = ArgumentFlag(item.value) {
                reading = flag.name == name
                if reading, let value = flag.value { found.append(Argument(value: value, node: item.node)) }
            } else if reading {
                found.append(item)
            }
        }
        return found
    }

    /// Whether the flag is there at all, and not as `--flag=false`.
    func has(_ name: String) -> Bool {
        items.contains { item in
            guard let flag = ArgumentFlag(item.value), flag.name == name else { return false }
            return flag.value?.lowercased() != "false"
        }
    }
}

/// `--name` or `--name=value`, its name written with `-`.
private struct ArgumentFlag {
    var name: String
    var value: String?

    init?(_ text: String) {
        guard text.hasPrefix("--"), text.utf8.count > 2 else { return nil }
        let body = text.dropFirst(2)
        let end = body.firstIndex(of: "=")
        name = String(body[..<(end ?? body.endIndex)].map { $0 == "_" ? "-" : $0 })
        value = end.map { String(body[body.index(after: $0)...]) }
    }
}
