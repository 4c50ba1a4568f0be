import KubernetesModel

/// How a text is written as a scalar.
enum ScalarText {
    /// As part of a scalar of `style`; nil where the style has no way to write it.
    static func encoded(_ text: String, _ style: ScalarSource.Style, lineEnd: String) -> String? {
        let hasControl = text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F }
        let hasLine = text.utf8.contains(0x0A)
        switch style {
        case .doubleQuoted: return escaped(text, isJSON: false)
        case .json: return escaped(text, isJSON: true)
        case .plain, .folded: return hasControl || hasLine ? nil : text
        case .singleQuoted:
            guard !hasControl, !hasLine else { return nil }
            return text.unicodeScalars.reduce(into: "") { $0 += $1 == "'" ? "''" : String($1) }
        case .literal(let indent):
            guard !hasControl else { return nil }
            let margin = lineEnd + String(repeating: " ", count: indent)
            return text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: margin)
        }
    }

    /// A scalar of its own in the manner of `style`; a block's neighbour is written plain.
    static func whole(_ text: String, like style: ScalarSource.Style, inFlow: Bool) -> String {
        switch style {
        case .json: return doubleQuoted(text, isJSON: true)
        case .doubleQuoted: return doubleQuoted(text, isJSON: false)
        case .singleQuoted:
            return encoded(text, .singleQuoted, lineEnd: "").map { "'\($0)'" } ?? doubleQuoted(text, isJSON: false)
        case .plain, .literal, .folded:
            return isPlain(text, inFlow: inFlow) ? text : doubleQuoted(text, isJSON: false)
        }
    }

    static func doubleQuoted(_ text: String, isJSON: Bool) -> String { "\"\(escaped(text, isJSON: isJSON))\"" }

    /// Whether the text, written plain on one line, is read as that very string: the parser itself is asked.
    static func isPlain(_ text: String, inFlow: Bool) -> Bool {
        guard !text.utf8.contains(0x0A), !text.utf8.contains(0x0D) else { return false }
        let document = inFlow ? "[\(text)]\n" : "- \(text)\n"
        guard let parsed = try? YAMLParser.parse(document), parsed.count == 1, let root = parsed.first?.root,
            root.isArray, root.count == 1
        else { return false }
        return root.elements.first { _ in true }?.isString(text) == true
    }

    /// RFC 8259 section 7, and YAML 1.1 section 5.5, of which this is the common part.
    private static func escaped(_ text: String, isJSON: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
