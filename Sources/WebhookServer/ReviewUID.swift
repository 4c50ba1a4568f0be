/// The `request.uid` of an AdmissionReview, read without parsing the rest.
///
/// An answer that is given before the review was parsed (overload, deadline) must carry it: an API server takes an answer
/// without it for a broken webhook, which lets the object in under failurePolicy Ignore.
enum ReviewUID {
    /// - Returns: nil where the bytes up to there do not look like an AdmissionReview. Linear in what is read.
    static func find(in bytes: [UInt8]) -> String? {
        // An API server writes the uid within the first 200 bytes, but no rule says so.
        var scanner = Scanner(bytes)
        return scanner.uid()
    }
}

/// Walks over JSON tokens, with its depth, and stops at `request.uid`.
private struct Scanner {
    private var rest: ArraySlice<UInt8>
    private var depth = 0
    /// Whether the walk is inside the value of the outermost `request`.
    private var insideRequest = false

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func uid() -> String? {
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 2 { insideRequest = false }
                if depth <= 0 { return nil }
            case UInt8(ascii: "\""):
                guard let text = string() else { return nil }
                guard let value = member(named: text) else { continue }
                return value
            default:
                continue
            }
        }
        return nil
    }

    /// Where `text` is the key `uid` inside `request`: its value. Otherwise notes whether `request` begins here.
    private mutating func member(named text: String) -> String? {
        guard depth == 1 && text == "request" || depth == 2 && insideRequest && text == "uid" else { return nil }
        skipSpace()
        guard rest.first == UInt8(ascii: ":") else { return nil }
        _ = rest.popFirst()
        skipSpace()
        if depth == 1 {
            insideRequest = rest.first == UInt8(ascii: "{")
            return nil
        }
        guard rest.popFirst() == UInt8(ascii: "\""), let value = string(), isPlain(value) else { return nil }
        return value
    }

    /// The text up to the closing quote. An escaped one is skipped and read as empty: no key that matters has escapes.
    private mutating func string() -> String? {
        var text: [UInt8] = []
        var isEscaped = false
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return isEscaped ? "" : String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                _ = rest.popFirst()
            } else if text.count <= 256 {
                text.append(byte)
            }
        }
        return nil
    }

    private mutating func skipSpace() {
        while let byte = rest.first, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            _ = rest.popFirst()
        }
    }

    /// Whether the value may be echoed as it is: a uid is printable, short, and nothing that JSON must escape.
    private func isPlain(_ value: String) -> Bool {
        (1...256).contains(value.utf8.count)
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
