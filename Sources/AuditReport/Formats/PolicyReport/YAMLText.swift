import CheckCommand

/// YAML of a JSON value: blocks, with every text in double quotes, so that no reader takes one for something else.
enum YAMLText {
    /// One document of a stream, with its mark in front.
    static func document(_ value: JSONValue) -> String {
        var text = "---\n"
        write(value, indent: 0, into: &text)
        return text
    }

    private static func write(_ value: JSONValue, indent: Int, into text: inout String) {
        switch value {
        case .object(let members) where !members.isEmpty:
            for (place, member) in members.enumerated() {
                // The first stands behind the dash of a list.
                if place > 0 || text.last == "\n" { text += String(repeating: "  ", count: indent) }
                text += isPlain(member.key) ? member.key : scalar(.string(member.key))
                text += ":"
                descend(member.value, indent: indent, into: &text)
            }
        case .array(let elements) where !elements.isEmpty:
            for element in elements {
                text += String(repeating: "  ", count: indent) + "- "
                if isBlock(element) {
                    write(element, indent: indent + 1, into: &text)
                } else {
                    text += scalar(element) + "\n"
                }
            }
        default: text += scalar(value) + "\n"
        }
    }

    private static func descend(_ value: JSONValue, indent: Int, into text: inout String) {
        guard isBlock(value) else {
            text += " \(scalar(value))\n"
            return
        }
        text += "\n"
        write(value, indent: indent + 1, into: &text)
    }

    private static func isBlock(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let members): !members.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }

    /// JSON's way to write it is YAML's as well (YAML 1.2 section 1.3).
    private static func scalar(_ value: JSONValue) -> String { String(value.pretty.dropLast()) }

    /// Keys of Kubernetes' fields, labels and annotations.
    private static func isPlain(_ key: String) -> Bool {
        guard let first = key.utf8.first, isLetter(first) else { return false }
        return !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(key.lowercased())
            && key.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "-./_".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
