/// A number in one of the many forms of YAML 1.1, and the text that JSON has for it.
struct YAMLNumber: Sendable, Hashable {
    /// The text that JSON has for it; nil where that is how it stands.
    var text: String?
    var isInteger: Bool

    /// Nil where `text`, which begins with a digit, a sign or a dot, is no number to go-yaml v2.
    init?(_ text: Span<UInt8>) {
        // A dot in front is read by Go's ParseFloat, which wants a digit on each side of an underscore; everything else
        // loses its underscores first.
        if text[0] == UInt8(ascii: "."), !Self.hasSoundUnderscores(text) { return nil }
        var plain: [UInt8] = []
        var hasUnderscore = false
        for position in text.indices {
            if text[position] == UInt8(ascii: "_") { hasUnderscore = true } else { plain.append(text[position]) }
        }
        if text[0] != UInt8(ascii: "."), let integer = Self.integer(plain) {
            isInteger = true
            let written = String(decoding: plain, as: UTF8.self)
            self.text = !hasUnderscore && written == integer ? nil : integer
            return
        }
        guard Self.isDecimal(plain.span) else { return nil }
        let written = String(decoding: plain, as: UTF8.self)
        guard let value = Double(Self.forSwift(written)), value.isFinite else { return nil }
        isInteger = false
        if JSONNumber.isValid(plain.span) {
            // It is JSON already: numbers keep their exact text.
            self.text = hasUnderscore ? written : nil
        } else {
            self.text = JSONNumber.text(value)
        }
    }

    /// The decimal text of an integer as Go's ParseInt and ParseUint with base 0 read it.
    private static func integer(_ plain: [UInt8]) -> String? {
        var digits = plain[...]
        let sign = digits.first.flatMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") ? $0 : nil }
        if sign != nil { digits = digits.dropFirst() }
        guard let radix = stripRadix(&digits), digits.allSatisfy({ isAlphanumeric($0) }) else { return nil }
        guard let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix) else { return nil }
        switch sign {
        case nil: return String(magnitude)
        case UInt8(ascii: "-"):
            return magnitude <= Int64.min.magnitude ? (magnitude == 0 ? "0" : "-\(magnitude)") : nil
        default: return magnitude <= Int64.max.magnitude ? String(magnitude) : nil
        }
    }

    private static func stripRadix(_ digits: inout ArraySlice<UInt8>) -> Int? {
        guard let first = digits.first else { return nil }
        guard first == UInt8(ascii: "0"), digits.count > 1 else { return 10 }
        if digits.count > 2 {
            let radix: Int? =
                switch digits[digits.startIndex + 1] | 0x20 {
                case UInt8(ascii: "b"): 2
                case UInt8(ascii: "o"): 8
                case UInt8(ascii: "x"): 16
                default: nil
                }
            if let radix {
                digits = digits.dropFirst(2)
                return radix
            }
        }
        digits = digits.dropFirst()
        return 8
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// go-yaml's own pattern: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func isDecimal(_ text: Span<UInt8>) -> Bool {
        var cursor = 0
        func digits() -> Int {
            let start = cursor
            while cursor < text.count, isDigit(text[cursor]) { cursor += 1 }
            return cursor - start
        }
        if cursor < text.count, text[cursor] == UInt8(ascii: "-") || text[cursor] == UInt8(ascii: "+") { cursor += 1 }
        let whole = digits()
        if cursor < text.count, text[cursor] == UInt8(ascii: ".") {
            cursor += 1
            guard digits() + whole > 0 else { return false }
        } else if whole == 0 {
            return false
        }
        if cursor < text.count, text[cursor] | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            if cursor < text.count, text[cursor] == UInt8(ascii: "-") || text[cursor] == UInt8(ascii: "+") {
                cursor += 1
            }
            guard digits() > 0 else { return false }
        }
        return cursor == text.count
    }

    /// Swift's `Double` wants a digit on each side of the dot.
    private static func forSwift(_ text: String) -> String {
        guard let dot = text.firstIndex(of: ".") else { return text }
        let before = text[..<dot]
        let after = text[text.index(after: dot)...]
        let whole = before.last?.isNumber == true ? "" : "0"
        let fraction = after.first?.isNumber == true ? "" : "0"
        return "\(before)\(whole).\(fraction)\(after)"
    }

    private static func hasSoundUnderscores(_ text: Span<UInt8>) -> Bool {
        for position in text.indices where text[position] == UInt8(ascii: "_") {
            guard position > 0, position + 1 < text.count, isDigit(text[position - 1]), isDigit(text[position + 1])
            else { return false }
        }
        return true
    }
}
