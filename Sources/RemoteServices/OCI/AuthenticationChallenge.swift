import HTTPTransport

/// How a server wants to be told who asks: one challenge of a WWW-Authenticate field (RFC 9110 section 11.6.1).
struct AuthenticationChallenge: Sendable, Hashable {
    /// In lower case: `bearer`, `basic`.
    var scheme: String
    /// Names in lower case.
    var parameters: [String: String] = [:]
    /// Whether a parameter stands twice, so that two readers could differ.
    var isAmbiguous = false

    /// All challenges of an answer, in their order.
    static func all(in response: HTTPResponse) -> [AuthenticationChallenge] {
        var challenges: [AuthenticationChallenge] = []
        for header in response.headers where header.name.lowercased() == "www-authenticate" {
            var reader = ChallengeReader(header.value)
            challenges += reader.challenges()
        }
        return challenges
    }
}

/// Reads `Bearer realm="…",scope="a,b", Basic realm="…"`: a comma parts parameters as well as challenges.
private struct ChallengeReader {
    private var rest: ArraySlice<UInt8>
    private var found: [AuthenticationChallenge] = []

    init(_ text: String) { rest = Array(text.utf8)[...] }

    mutating func challenges() -> [AuthenticationChallenge] {
        while true {
            skip { $0 == comma || isSpace($0) }
            guard let word = token() else { return found }
            skip(isSpace)
            if rest.first == equals, !found.isEmpty {
                rest.removeFirst()
                skip(isSpace)
                guard let value = rest.first == quote ? quotedText() : (token() ?? "") else { return found }
                add(word.lowercased(), value)
                // What remains of a token68's padding.
                skip { $0 == equals }
            } else {
                found.append(AuthenticationChallenge(scheme: word.lowercased()))
            }
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        let last = found.count - 1
        if found[last].parameters.updateValue(value, forKey: name) != nil { found[last].isAmbiguous = true }
    }

    private mutating func skip(_ matches: (UInt8) -> Bool) { rest = rest.drop(while: matches) }

    /// nil at the end, or where something stands that is no token (RFC 9110 section 5.6.2; `/` is of token68).
    private mutating func token() -> String? {
        let word = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~/".utf8.contains(byte)
            }
        }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// nil where it does not end.
    private mutating func quotedText() -> String? {
        rest.removeFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == backslash {
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            } else {
                text.append(byte)
            }
        }
        return nil
    }
}

private let comma = UInt8(ascii: ",")
private let equals = UInt8(ascii: "=")
private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
