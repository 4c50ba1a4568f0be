import KubernetesModel

/// Looks at text byte by byte, in linear time: references come from outside, and Swift's Regex backtracks.
///
/// Every mark that a reference is cut at is ASCII, so that bytes are enough; and they cost a tenth of characters.
enum Scan {
    /// One or more ASCII digits. Python's `isdigit()` takes other scripts' digits as well; nothing here does.
    static func isDigits(_ text: Substring) -> Bool { !text.isEmpty && all(text, isDigit) }

    /// Exactly `count` hexadecimal digits in lower case, as Git, OCI and the hubs' clients write them.
    static func isLowerHex(_ text: Substring, count: Int) -> Bool {
        text.utf8Span.count == count && all(text, isLowerHex)
    }

    /// Hexadecimal digits in either case.
    static func isHex(_ text: Substring) -> Bool { !text.isEmpty && all(text) { isLowerHex(lower($0)) } }

    /// The digest of a full Git commit: 40 digits in lower case (huggingface_hub's `REGEX_COMMIT_HASH`).
    static func gitCommit(_ text: Substring) -> Digest? {
        isLowerHex(text, count: 40) ? Digest(.gitCommit, hex: String(text)) : nil
    }

    /// The text before and after the first `separator`; nil where there is none.
    static func cut(_ text: Substring, at separator: Unicode.Scalar) -> (before: Substring, after: Substring)? {
        guard let offset = first(in: text, where: { $0 == UInt8(ascii: separator) }) else { return nil }
        return halves(text, at: offset)
    }

    /// The text before and after the last `separator`; nil where there is none.
    static func cutLast(_ text: Substring, at separator: Unicode.Scalar) -> (before: Substring, after: Substring)? {
        let span = text.utf8Span.span
        var offset = span.count - 1
        while offset >= 0 {
            if span[offset] == UInt8(ascii: separator) { return halves(text, at: offset) }
            offset -= 1
        }
        return nil
    }

    /// The parts between the separators, empty ones included.
    static func parts(_ text: Substring, by separator: Unicode.Scalar) -> [Substring] {
        var parts: [Substring] = []
        var rest = text
        while let (before, after) = cut(rest, at: separator) {
            parts.append(before)
            rest = after
        }
        parts.append(rest)
        return parts
    }

    static func has(_ text: Substring, _ mark: Unicode.Scalar) -> Bool {
        first(in: text) { $0 == UInt8(ascii: mark) } != nil
    }

    /// The first of `marks` that stands in the text.
    static func firstMark(in text: Substring, of marks: StaticString) -> Unicode.Scalar? {
        let span = text.utf8Span.span
        guard let offset = first(in: text, where: { marks.holds($0) }) else { return nil }
        return Unicode.Scalar(span[offset])
    }

    static func count(_ text: Substring, of mark: Unicode.Scalar) -> Int {
        let span = text.utf8Span.span
        var count = 0
        for offset in span.indices where span[offset] == UInt8(ascii: mark) { count += 1 }
        return count
    }

    /// Whether `needle` stands anywhere in the text.
    static func contains(_ text: Substring, _ needle: StaticString) -> Bool {
        let span = text.utf8Span.span
        let wanted = needle.utf8CodeUnitCount
        guard wanted > 0, span.count >= wanted else { return wanted == 0 }
        return needle.withUTF8Buffer { needle in
            for offset in 0...(span.count - wanted) where span[offset] == needle[0] {
                var length = 1
                while length < wanted, span[offset + length] == needle[length] { length += 1 }
                if length == wanted { return true }
            }
            return false
        }
    }

    /// Whether the two texts are equal when ASCII letters are compared without case.
    static func equalIgnoringCase(_ left: Substring, _ right: StaticString) -> Bool {
        left.utf8Span.count == right.utf8CodeUnitCount && left.begins(withAnyCase: right)
    }

    static func all(_ text: Substring, _ test: (UInt8) -> Bool) -> Bool { first(in: text) { !test($0) } == nil }

    /// How many bytes stand before the first that passes the test.
    static func first(in text: Substring, where test: (UInt8) -> Bool) -> Int? {
        let span = text.utf8Span.span
        for offset in span.indices where test(span[offset]) { return offset }
        return nil
    }

    /// The text without its first `count` bytes, which must be ASCII.
    static func drop(_ count: Int, from text: Substring) -> Substring {
        text[(text.utf8.index(text.startIndex, offsetBy: count, limitedBy: text.endIndex) ?? text.endIndex)...]
    }

    private static func halves(_ text: Substring, at offset: Int) -> (before: Substring, after: Substring) {
        let mark = text.utf8.index(text.startIndex, offsetBy: offset)
        return (text[..<mark], text[text.utf8.index(after: mark)...])
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    static func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    static func isLetter(_ byte: UInt8) -> Bool { isLower(lower(byte)) }
    static func isLowerHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
    }
    static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

extension Substring {
    /// `hasPrefix` by bytes, for prefixes in ASCII.
    func begins(with prefix: StaticString) -> Bool {
        let span = utf8Span.span
        guard span.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { prefix in
            for offset in prefix.indices where span[offset] != prefix[offset] { return false }
            return true
        }
    }

    /// `begins(with:)` without regard to the case of ASCII letters; `prefix` is in lower case.
    func begins(withAnyCase prefix: StaticString) -> Bool {
        let span = utf8Span.span
        guard span.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { prefix in
            for offset in prefix.indices where Scan.lower(span[offset]) != prefix[offset] { return false }
            return true
        }
    }

    /// `hasSuffix` by bytes, for suffixes in ASCII.
    func finishes(with suffix: StaticString) -> Bool {
        let span = utf8Span.span
        let start = span.count - suffix.utf8CodeUnitCount
        guard start >= 0 else { return false }
        return suffix.withUTF8Buffer { suffix in
            for offset in suffix.indices where span[start + offset] != suffix[offset] { return false }
            return true
        }
    }
}

extension String {
    func begins(with prefix: StaticString) -> Bool { self[...].begins(with: prefix) }
    func finishes(with suffix: StaticString) -> Bool { self[...].finishes(with: suffix) }
}

extension StaticString {
    fileprivate func holds(_ byte: UInt8) -> Bool { withUTF8Buffer { $0.contains(byte) } }
}
