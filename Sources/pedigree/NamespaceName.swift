import KubernetesModel

/// The name of a namespace on the command line.
enum NamespaceName {
    /// RFC 1123 label, as the API server demands of a namespace.
    static func check(_ name: String) throws {
        let isPlain = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 63, !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw UsageError(message: notANamespace(name))
        }
    }
}

private func notANamespace(_ text: String) -> String {
    "--namespace: \(quoted(text)) is no namespace's name (lower-case letters, digits and -)"
}
