/// What a scalar means, by the rules that kubectl applies: those of go-yaml v2 (`resolve.go`, YAML 1.1) and then of
/// sigs.k8s.io/yaml, which turns the result into JSON.
enum YAMLScalar {
    enum Value: Sendable, Hashable {
        case string
        case null
        case bool(Bool)
        case number(YAMLNumber)
        /// An infinity or not-a-number, which JSON cannot hold: the name that it has as a key.
        case notFinite(String)
        /// A point in time; go-yaml v2 leaves it the string that it is.
        case timestamp
    }

    /// A tag that its scalar does not fit.
    struct Mismatch: Error {
        var message: String
    }

    /// Reads `text`, a plain scalar or one with a tag.
    static func resolve(_ text: Span<UInt8>, tag: YAMLTag) throws(Mismatch) -> Value {
        switch tag {
        case .none: return implicit(text)
        case .str, .other, .binary, .merge: return .string
        case .bool, .int, .float, .null, .timestamp: break
        }
        let value = tag == .timestamp && isTimestamp(text) ? .timestamp : implicit(text)
        let fits =
            switch (tag, value) {
            case (.bool, .bool), (.null, .null), (.timestamp, .timestamp), (.float, .notFinite): true
            case (.int, .number(let number)): number.isInteger
            case (.float, .number): true
            default: false
            }
        guard fits else { throw Mismatch(message: doesNotFit(tag)) }
        return value
    }

    /// What a plain scalar without a tag means.
    private static func implicit(_ text: Span<UInt8>) -> Value {
        guard let first = text.isEmpty ? nil : text[0] else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            if text.count > 3, let value = word(text) { return value }
            return YAMLNumber(text).map { .number($0) } ?? .string
        case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return word(text) ?? .string
        default: return .string
        }
    }

    // YAML 1.1 booleans, `y` and `n` included: go-yaml v2 resolves words in these three casings, never in others.
    private static let words: [UInt64: Value] = {
        let values: [(Value, [StaticString])] = [
            (.bool(true), ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]),
            (.bool(false), ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]),
            (.null, ["null", "Null", "NULL"]),
            (.notFinite(".inf"), [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]),
            (.notFinite("-.inf"), ["-.inf", "-.Inf", "-.INF"]),
            (.notFinite(".nan"), [".nan", ".NaN", ".NAN"]),
        ]
        var words: [UInt64: Value] = [:]
        for (value, forms) in values {
            for form in forms { words[form.withUTF8Buffer { pack($0.span) }] = value }
        }
        return words
    }()

    private static func word(_ text: Span<UInt8>) -> Value? { text.count <= 5 ? words[pack(text)] : nil }

    /// Up to eight bytes as one number.
    private static func pack(_ text: Span<UInt8>) -> UInt64 {
        var packed: UInt64 = 0
        for position in text.indices { packed = packed << 8 | UInt64(text[position]) }
        return packed
    }

    /// Whether an explicit `!!timestamp` can be one: all forms begin with a year and `-`.
    private static func isTimestamp(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return false }
        for position in 0..<4 where !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { return false }
        return true
    }
}

// MARK: - What the user reads

private func doesNotFit(_ tag: YAMLTag) -> String {
    let name =
        switch tag {
        case .bool: "a boolean"
        case .int: "an integer"
        case .float: "a number"
        case .null: "null"
        default: "a timestamp"
        }
    return "the tag says that this is \(name), but it is none"
}
