import KubernetesModel

/// Looks at text byte by byte, in linear time: references come from outside, and Swift's Regex backtracks.
enum Scan {
    /// One or more ASCII digits. Python's `isdigit()` takes other scripts' digits as well; nothing here does.
    static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isDigit)
    }

    /// Exactly `count` hexadecimal digits in lower case, as Git, OCI and the hubs' clients write them.
    static func isLowerHex(_ text: some StringProtocol, count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy(isLowerHex)
    }

    /// Hexadecimal digits in either case.
    static func isHex(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isLowerHex(lower($0)) }
    }

    /// The digest of a full Git commit: 40 digits in lower case (huggingface_hub's `REGEX_COMMIT_HASH`).
    static func gitCommit(_ text: some StringProtocol) -> Digest? {
        isLowerHex(text, count: 40) ? Digest(.gitCommit, hex: String(text)) : nil
    }

    /// The text before and after the first `separator`; nil where there is none.
    static func cut(_ text: Substring, at separator: Character) -> (before: Substring, after: Substring)? {
        guard let index = text.firstIndex(of: separator) else { return nil }
        return (text[..<index], text[text.index(after: index)...])
    }

    /// The text before and after the last `separator`; nil where there is none.
    static func cutLast(_ text: Substring, at separator: Character) -> (before: Substring, after: Substring)? {
        guard let index = text.lastIndex(of: separator) else { return nil }
        return (text[..<index], text[text.index(after: index)...])
    }

    /// The place of `needle` in `text`, by bytes.
    static func contains(_ text: some StringProtocol, _ needle: StaticString) -> Bool {
        let wanted = needle.utf8CodeUnitCount
        var bytes = text.utf8[...]
        while bytes.count >= wanted {
            let found = needle.withUTF8Buffer { bytes.starts(with: $0) }
            if found { return true }
            bytes = bytes.dropFirst()
        }
        return false
    }

    /// Whether the two texts are equal when ASCII letters are compared without case.
    static func equalIgnoringCase(_ left: some StringProtocol, _ right: StaticString) -> Bool {
        guard left.utf8.count == right.utf8CodeUnitCount else { return false }
        return right.withUTF8Buffer { zip(left.utf8, $0).allSatisfy { lower($0) == lower($1) } }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    static func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }
    static func isLowerHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
    }
    static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
