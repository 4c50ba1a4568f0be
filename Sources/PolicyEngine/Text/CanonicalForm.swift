import KubernetesModel

/// One text for all documents that mean the same: members sorted by name, no spaces, one way to escape.
package enum CanonicalForm {
    package static func bytes(of node: Node) -> [UInt8] {
        var bytes: [UInt8] = []
        append(node, to: &bytes)
        return bytes
    }

    // As deep as the parsers let a document be, and no deeper.
    private static func append(_ node: Node, to bytes: inout [UInt8]) {
        switch node.kind {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool, .number: bytes.append(contentsOf: (node.scalarText ?? "").utf8)
        case .string: append(node.string ?? "", to: &bytes)
        case .array:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in node.elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object:
            bytes.append(UInt8(ascii: "{"))
            let members = node.members.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(member.0, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(member.1, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
