/// One token of Python source; comments are gone, and so are line ends within brackets.
enum PythonToken: Hashable {
    case name(String)
    case string([PythonStringPiece])
    /// Its value where it is a small whole number.
    case number(Int?)
    case symbol(UInt8)
    /// `:=`
    case walrus
    /// `==`, `->`, `+=` and other operators that are neither an assignment nor a bracket.
    case otherOperator
    case newline

    func isSymbol(_ text: Unicode.Scalar) -> Bool { self == .symbol(UInt8(ascii: text)) }
}

/// A part of a string: text, or what an f-string fills in.
enum PythonStringPiece: Hashable {
    case text(String)
    case hole(String)
}

/// Splits Python source into tokens: strings in all their forms, comments, names; one pass, never fails.
struct PythonTokenizer {
    static let maximumTokens = 400_000

    private let bytes: [UInt8]
    private var cursor = 0
    private var open: [Int] = []
    private(set) var tokens: [PythonToken] = []
    /// For every opening bracket the index of the one that closes it; the end where none does.
    private(set) var closing: [Int: Int] = [:]
    /// For the first token of every line how far the line is indented.
    private(set) var indentation: [Int: Int] = [:]
    private var lineStart = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        while cursor < bytes.count, tokens.count < Self.maximumTokens { next() }
        tokens.append(.newline)
        for index in open { closing[index] = tokens.count - 1 }
    }

    /// Whether the source was longer than can be read.
    var isCut: Bool { cursor < bytes.count }

    private func peek(_ ahead: Int = 0) -> UInt8 {
        cursor + ahead < bytes.count ? bytes[cursor + ahead] : 0
    }

    private mutating func next() {
        let byte = peek()
        if open.isEmpty, tokens.last ?? .newline == .newline, !Byte.isBlank(byte), byte != Byte.hash {
            indentation[tokens.count] = cursor - lineStart
        }
        switch byte {
        case Byte.newline:
            cursor += 1
            lineStart = cursor
            if open.isEmpty, tokens.last != .newline { tokens.append(.newline) }
        case Byte.space, Byte.tab, Byte.carriageReturn: cursor += 1
        case Byte.backslash where peek(1) == Byte.newline: cursor += 2
        case Byte.hash: while cursor < bytes.count, peek() != Byte.newline { cursor += 1 }
        case Byte.quote, Byte.doubleQuote: string(prefix: [])
        case _ where Byte.isNameStart(byte) || byte >= 0x80: name()
        case _ where Byte.isDigit(byte): number()
        default: symbol(byte)
        }
    }

    private mutating func name() {
        let start = cursor
        while Byte.isName(peek()) || peek() >= 0x80 { cursor += 1 }
        let word = bytes[start..<cursor]
        if peek() == Byte.quote || peek() == Byte.doubleQuote, word.count <= 2,
            word.allSatisfy({ "rRbBuUfFtT".utf8.contains($0) })
        {
            return string(prefix: word.map { $0 | 0x20 })
        }
        tokens.append(.name(String(decoding: word, as: UTF8.self)))
    }

    private mutating func number() {
        let start = cursor
        while Byte.isName(peek()) || peek() == UInt8(ascii: ".") { cursor += 1 }
        tokens.append(.number(cursor - start < 9 ? Int(String(decoding: bytes[start..<cursor], as: UTF8.self)) : nil))
    }

    private mutating func symbol(_ byte: UInt8) {
        cursor += 1
        switch byte {
        case Byte.openParen, Byte.openBracket, Byte.openBrace:
            open.append(tokens.count)
        case Byte.closeParen, Byte.closeBracket, Byte.closeBrace:
            if let opening = open.popLast() { closing[opening] = tokens.count }
        case Byte.semicolon:
            if open.isEmpty { return tokens.append(.newline) }
        case UInt8(ascii: ","), UInt8(ascii: "."), Byte.colon, Byte.plus, Byte.percent, UInt8(ascii: "@"): break
        case Byte.equals where peek() != Byte.equals: break
        default:
            if peek() == Byte.equals { cursor += 1 }
            return tokens.append(.otherOperator)
        }
        if peek() == Byte.equals, byte == Byte.plus || byte == Byte.percent || byte == Byte.colon {
            cursor += 1
            return tokens.append(byte == Byte.colon ? .walrus : .otherOperator)
        }
        tokens.append(.symbol(byte))
    }

    // MARK: - Strings

    private mutating func string(prefix: [UInt8]) {
        let quote = peek()
        let isTriple = peek(1) == quote && peek(2) == quote
        cursor += isTriple ? 3 : 1
        let isRaw = prefix.contains(UInt8(ascii: "r"))
        let isFormatted = prefix.contains(UInt8(ascii: "f"))
        var pieces: [PythonStringPiece] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
        }
        while cursor < bytes.count {
            let byte = peek()
            if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                cursor += isTriple ? 3 : 1
                break
            }
            // A string that is not closed ends with its line, as an error would.
            if byte == Byte.newline, !isTriple { break }
            if byte == Byte.backslash {
                escape(isRaw: isRaw, into: &text)
            } else if isFormatted, byte == Byte.openBrace, peek(1) != Byte.openBrace {
                flush()
                pieces.append(.hole(hole()))
            } else {
                if isFormatted, byte == Byte.openBrace || byte == Byte.closeBrace, peek(1) == byte { cursor += 1 }
                text.append(byte)
                cursor += 1
            }
        }
        flush()
        tokens.append(.string(pieces))
    }

    private mutating func escape(isRaw: Bool, into text: inout [UInt8]) {
        if isRaw {
            text.append(Byte.backslash)
            cursor += 1
            if cursor < bytes.count {
                text.append(peek())
                cursor += 1
            }
            return
        }
        if peek(1) == Byte.newline {
            cursor += 2
            return
        }
        let (decoded, length) = ShellEscape.decode(bytes, at: cursor)
        text.append(contentsOf: decoded)
        cursor += length
    }

    /// What stands in `{…}`, without a format or conversion.
    private mutating func hole() -> String {
        cursor += 1
        let start = cursor
        var depth = 0
        while cursor < bytes.count, peek() != Byte.newline {
            let byte = peek()
            if byte == Byte.openBrace || byte == Byte.openParen || byte == Byte.openBracket { depth += 1 }
            if byte == Byte.closeBrace, depth == 0 { break }
            if byte == Byte.closeBrace || byte == Byte.closeParen || byte == Byte.closeBracket { depth -= 1 }
            cursor += 1
        }
        let inner = bytes[start..<cursor].prefix { $0 != Byte.colon && $0 != Byte.bang }
        if peek() == Byte.closeBrace { cursor += 1 }
        return String(decoding: inner.filter { !Byte.isBlank($0) }, as: UTF8.self)
    }
}
