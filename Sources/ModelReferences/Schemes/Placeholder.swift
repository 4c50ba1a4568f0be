/// A hole that somebody else fills in: a variable, a template, a word in angle brackets.
enum Placeholder {
    /// The first hole in `text`, as it is written: `$MODEL`, `${MODEL}`, `$(MODEL)`, `{{ .Values.model }}`, `{name}`,
    /// `<MODEL>`. No tool's references contain these characters otherwise.
    static func first(in text: String) -> String? {
        guard text.withBytes({ $0.contains(where: begins) }) else { return nil }
        let bytes = text.utf8
        guard let start = bytes.firstIndex(where: begins) else { return nil }
        let hole = text[start...]
        switch bytes[start] {
        case UInt8(ascii: "<"): return enclosed(hole, upTo: ">")
        case UInt8(ascii: "{"): return enclosed(hole, upTo: "}")
        default: return variable(hole)
        }
    }

    private static func begins(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "$") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "<")
    }

    private static func variable(_ hole: Substring) -> String {
        let name = Scan.drop(1, from: hole)
        if name.begins(with: "{") { return enclosed(hole, upTo: "}") }
        if name.begins(with: "(") { return enclosed(hole, upTo: ")") }
        let end = name.utf8.firstIndex { !(Scan.isLetter($0) || Scan.isDigit($0) || $0 == UInt8(ascii: "_")) }
        return clip(hole[..<(end ?? hole.endIndex)])
    }

    private static func enclosed(_ hole: Substring, upTo end: Character) -> String {
        guard let close = hole.firstIndex(of: end) else { return clip(hole) }
        var last = hole.index(after: close)
        if hole.begins(with: "{{"), last < hole.endIndex, hole[last] == end { last = hole.index(after: last) }
        return clip(hole[..<last])
    }
}

/// The text, cut short where it would flood a message.
func clip(_ text: some StringProtocol) -> String {
    guard text.utf8.count > 160 else { return String(text) }
    return text.prefix(120) + "…"
}
