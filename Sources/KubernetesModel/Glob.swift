/// A pattern over names: `*` stands for any run of characters within one `/`-separated segment, `**` for any run at all.
///
/// Matching is anchored at both ends and takes time proportional to pattern times text; nothing backtracks.
package struct Glob: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let tokens: [Token]

    fileprivate enum Token: Sendable, Hashable {
        case byte(UInt8)
        case segment
        case everything
    }

    /// Texts longer than this match nothing: no name that we match is longer.
    private static let longest = 4096

    package init(_ text: String) {
        self.text = text
        self.tokens = Self.tokens(of: text)
    }

    package var description: String { text }

    /// Whether this names exactly one text.
    package var isLiteral: Bool { !text.utf8.contains(UInt8(ascii: "*")) }

    package func matches(_ text: String) -> Bool {
        isLiteral ? text.utf8.elementsEqual(self.text.utf8) : matches(Array(text.utf8))
    }

    /// Whether every text that `other` matches is matched here too. Where it says yes it is right; the rare yes that
    /// it misses costs a lint message and nothing else.
    package func covers(_ other: Glob) -> Bool { matches(other.text) }

    private func matches(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= Self.longest else { return false }
        let head = tokens.prefix { $0.isByte }
        let tail = tokens.dropFirst(head.count).reversed().prefix { $0.isByte }
        guard bytes.count >= head.count + tail.count,
            zip(head, bytes).allSatisfy({ $0 == .byte($1) }),
            zip(tail, bytes.reversed()).allSatisfy({ $0 == .byte($1) })
        else { return false }
        return Self.run(
            tokens[head.count..<(tokens.count - tail.count)], over: bytes[head.count..<(bytes.count - tail.count)])
    }

    /// Follows every way through the pattern at once.
    private static func run(_ tokens: ArraySlice<Token>, over bytes: ArraySlice<UInt8>) -> Bool {
        if tokens.count == 1 {
            return tokens.first == .everything || !bytes.contains(slash)
        }
        let tokens = Array(tokens)
        var active = [Bool](repeating: false, count: tokens.count + 1)
        active[0] = true
        skipWildcards(tokens, &active)
        for byte in bytes {
            var next = [Bool](repeating: false, count: tokens.count + 1)
            for (index, token) in tokens.enumerated() where active[index] {
                switch token {
                case .byte(let wanted): if wanted == byte { next[index + 1] = true }
                case .segment: if byte != slash { next[index] = true }
                case .everything: next[index] = true
                }
            }
            skipWildcards(tokens, &next)
            active = next
        }
        return active[tokens.count]
    }

    /// A wildcard may stand for nothing.
    private static func skipWildcards(_ tokens: [Token], _ active: inout [Bool]) {
        for (index, token) in tokens.enumerated() where active[index] && !token.isByte {
            active[index + 1] = true
        }
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        for byte in text.utf8 {
            guard byte == UInt8(ascii: "*") else {
                tokens.append(.byte(byte))
                continue
            }
            if tokens.last == .segment || tokens.last == .everything {
                tokens[tokens.count - 1] = .everything
            } else {
                tokens.append(.segment)
            }
        }
        return tokens
    }

    private static let slash = UInt8(ascii: "/")
}

extension Glob.Token {
    fileprivate var isByte: Bool {
        if case .byte = self { true } else { false }
    }
}
