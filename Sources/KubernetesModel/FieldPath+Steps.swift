extension FieldPath {
    /// A member or an element on the way to a field.
    package enum Part: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    /// The way, step by step; nil where the text is no path as this type writes them.
    package var parts: [Part]? {
        var parts: [Part] = []
        var rest = description.utf8[...]
        while let first = rest.first {
            if first == UInt8(ascii: "[") {
                guard let part = Self.bracketed(&rest) else { return nil }
                parts.append(part)
                continue
            }
            if first == UInt8(ascii: ".") {
                guard !parts.isEmpty else { return nil }
                rest.removeFirst()
            }
            let end = rest.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? rest.endIndex
            guard end > rest.startIndex else { return nil }
            parts.append(.key(String(decoding: rest[..<end], as: UTF8.self)))
            rest = rest[end...]
        }
        return parts
    }

    /// `[3]`, or `["a.b/c"]` as a JSON string.
    private static func bracketed(_ rest: inout Substring.UTF8View.SubSequence) -> Part? {
        rest.removeFirst()
        guard rest.first == UInt8(ascii: "\"") else {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")),
                let index = Int(String(decoding: rest[..<end], as: UTF8.self)), index >= 0
            else { return nil }
            rest = rest[rest.index(after: end)...]
            return .index(index)
        }
        var end = rest.index(after: rest.startIndex)
        var isEscaped = false
        while end < rest.endIndex {
            let byte = rest[end]
            if !isEscaped, byte == UInt8(ascii: "\"") { break }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            end = rest.index(after: end)
        }
        guard end < rest.endIndex, let text = try? JSONParser.parse(Array(rest[...end])).root.string else { return nil }
        let close = rest.index(after: end)
        guard close < rest.endIndex, rest[close] == UInt8(ascii: "]") else { return nil }
        rest = rest[rest.index(after: close)...]
        return .key(text)
    }

    /// As a JSON Pointer (RFC 6901): `/spec/predictor/model/storageUri`; nil where the text is no path.
    package var pointer: String? {
        parts?.map { part in
            switch part {
            case .index(let index): "/\(index)"
            case .key(let key): "/" + Self.escaped(key)
            }
        }.joined()
    }

    private static func escaped(_ key: String) -> String {
        var text = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Node {
    /// The field of this object at a path; nil where there is none.
    package func field(at path: FieldPath) -> Node? {
        guard let parts = path.parts else { return nil }
        var node: Node? = self
        for part in parts {
            switch part {
            case .key(let key): node = node?[key]
            case .index(let index):
                guard let list = node, index < list.count else { return nil }
                node = list.elements.dropFirst(index).first { _ in true }
            }
        }
        return node
    }
}
