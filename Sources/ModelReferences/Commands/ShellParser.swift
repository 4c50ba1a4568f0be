/// Reads a shell script into its parts: one pass over its bytes, with a bound on nesting.
struct ShellParser {
    /// Deep enough for every script that people write, and shallow enough for any stack.
    static let maximumDepth = 24
    /// Words, commands and expansions in one text.
    static let maximumNodes = 1 << 15

    let bytes: [UInt8]
    var cursor = 0
    var depth: Int
    /// Here-documents whose text begins after the next end of line.
    var pending: [HereDocument] = []
    /// Whether this reads the text of a here-document, where a double quote is a character like any other.
    var isFreeText = false

    init(_ text: String, depth: Int = 0) {
        // No program can be given a NUL, and it marks the end for `peek`.
        self.init(bytes: text.utf8.map { $0 == 0 ? Byte.space : $0 }, depth: depth)
    }

    init(bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    var isAtEnd: Bool { cursor >= bytes.count }
    private(set) var nodes = 0
    var isExhausted: Bool { nodes > Self.maximumNodes }

    mutating func count() throws(ShellSyntaxError) {
        nodes += 1
        guard nodes <= Self.maximumNodes else { throw ShellSyntaxError(reason: ShellBounds.tooLong) }
    }

    func peek(_ ahead: Int = 0) -> UInt8 {
        let index = cursor + ahead
        return index < bytes.count ? bytes[index] : 0
    }

    /// The next command with what `&&` and `||` join to it, and more where here-documents begin after its line; none at
    /// the end.
    mutating func nextItems() throws(ShellSyntaxError) -> [ShellItem] {
        skipSeparators()
        guard !isAtEnd else { return [] }
        guard !isAtListEnd else { throw failure() }
        var items = [try item()]
        while !pending.isEmpty, !isAtEnd {
            skipBlanks()
            switch peek() {
            case Byte.newline: endLine()
            case Byte.hash: skipComment()
            case Byte.semicolon where peek(1) != Byte.semicolon: cursor += 1
            default: items.append(try item())
            }
        }
        return items
    }

    /// Moves to the line after the one that could not be read; depth and pending here-documents are those of a start.
    mutating func recover() {
        pending = []
        depth = 0
        while !isAtEnd, peek() != Byte.newline { cursor += 1 }
        if !isAtEnd { cursor += 1 }
    }

    mutating func list() throws(ShellSyntaxError) -> ShellList {
        try enter()
        defer { depth -= 1 }
        var list = ShellList()
        while true {
            skipSeparators()
            if isAtEnd || isAtListEnd { return list }
            list.items.append(try item())
        }
    }

    mutating func enter() throws(ShellSyntaxError) {
        guard depth < Self.maximumDepth else { throw ShellSyntaxError(reason: tooDeep) }
        depth += 1
    }

    private mutating func item() throws(ShellSyntaxError) -> ShellItem {
        var item = ShellItem(first: try pipeline())
        while true {
            skipBlanks()
            if peek() == Byte.ampersand, peek(1) == Byte.ampersand {
                cursor += 2
                skipNewlines()
                item.rest.append((true, try pipeline()))
            } else if peek() == Byte.pipe, peek(1) == Byte.pipe {
                cursor += 2
                skipNewlines()
                item.rest.append((false, try pipeline()))
            } else if peek() == Byte.ampersand {
                cursor += 1
                item.isBackground = true
                return item
            } else {
                return item
            }
        }
    }

    private mutating func pipeline() throws(ShellSyntaxError) -> ShellPipeline {
        skipBlanks()
        var isNegated = false
        while let word = peekPlainWord(), word == "!" || word == "time" {
            isNegated = isNegated || word == "!"
            cursor += word.utf8.count
            skipBlanks()
            if word == "time", peek() == Byte.dash, peek(1) == UInt8(ascii: "p") { cursor += 2 }
            skipBlanks()
        }
        var pipeline = ShellPipeline(commands: [try command()], isNegated: isNegated)
        while true {
            skipBlanks()
            guard peek() == Byte.pipe, peek(1) != Byte.pipe else { return pipeline }
            cursor += peek(1) == Byte.ampersand ? 2 : 1
            skipNewlines()
            pipeline.commands.append(try command())
        }
    }

    // MARK: - Blanks, lines and comments

    /// Spaces, tabs and continued lines.
    mutating func skipBlanks() {
        while true {
            switch peek() {
            case Byte.space, Byte.tab, Byte.carriageReturn: cursor += 1
            case Byte.backslash where peek(1) == Byte.newline: cursor += 2
            case Byte.backslash where peek(1) == Byte.carriageReturn && peek(2) == Byte.newline: cursor += 3
            default: return
            }
        }
    }

    /// The same, and ends of lines and comments.
    mutating func skipNewlines() {
        while true {
            skipBlanks()
            if peek() == Byte.newline {
                endLine()
            } else if peek() == Byte.hash {
                skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipSeparators() {
        while true {
            skipNewlines()
            guard peek() == Byte.semicolon, peek(1) != Byte.semicolon, peek(1) != Byte.ampersand else { return }
            cursor += 1
        }
    }

    mutating func skipComment() {
        while !isAtEnd, peek() != Byte.newline { cursor += 1 }
    }

    /// Consumes the end of a line and the here-documents that begin after it.
    mutating func endLine() {
        cursor += 1
        guard !pending.isEmpty else { return }
        let documents = pending
        pending = []
        for document in documents { readBody(of: document) }
    }

    private var isAtListEnd: Bool {
        switch peek() {
        case Byte.closeParen: true
        case Byte.semicolon: peek(1) == Byte.semicolon || peek(1) == Byte.ampersand
        default: peekPlainWord().map(Self.closers.contains) ?? false
        }
    }

    private static let closers: Set<String> = ["then", "do", "done", "fi", "elif", "else", "esac", "}"]

    /// The next word where it is short, unquoted and ends here: a reserved word, perhaps.
    func peekPlainWord() -> String? {
        var length = 0
        while length <= 8 {
            let byte = peek(length)
            if byte == 0 || Byte.isBlank(byte) || Byte.isMeta(byte) { break }
            guard Byte.isReservedWordByte(byte) else { return nil }
            length += 1
        }
        guard length > 0, length <= 8 else { return nil }
        return String(decoding: bytes[cursor..<(cursor + length)], as: UTF8.self)
    }

    mutating func take(_ word: String) -> Bool {
        guard peekPlainWord() == word else { return false }
        cursor += word.utf8.count
        return true
    }

    mutating func expect(_ word: String) throws(ShellSyntaxError) {
        skipNewlines()
        if peek() == Byte.semicolon, peek(1) != Byte.semicolon {
            cursor += 1
            skipNewlines()
        }
        guard take(word) else { throw ShellSyntaxError(reason: missing(word)) }
    }

    mutating func expect(byte: UInt8) throws(ShellSyntaxError) {
        guard peek() == byte, !isAtEnd else {
            throw ShellSyntaxError(reason: missing(String(UnicodeScalar(byte))))
        }
        cursor += 1
    }

    func failure() -> ShellSyntaxError { ShellSyntaxError(reason: unexpected(peek())) }
}

/// The bytes that mean something to a shell.
enum Byte {
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let backslash = UInt8(ascii: "\\")
    static let hash = UInt8(ascii: "#")
    static let semicolon = UInt8(ascii: ";")
    static let ampersand = UInt8(ascii: "&")
    static let pipe = UInt8(ascii: "|")
    static let openParen = UInt8(ascii: "(")
    static let closeParen = UInt8(ascii: ")")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")
    static let dollar = UInt8(ascii: "$")
    static let quote = UInt8(ascii: "'")
    static let doubleQuote = UInt8(ascii: "\"")
    static let backquote = UInt8(ascii: "`")
    static let equals = UInt8(ascii: "=")
    static let plus = UInt8(ascii: "+")
    static let dash = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let percent = UInt8(ascii: "%")
    static let bang = UInt8(ascii: "!")

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab || byte == newline || byte == carriageReturn
    }

    /// Ends an unquoted word.
    static func isMeta(_ byte: UInt8) -> Bool {
        byte == semicolon || byte == ampersand || byte == pipe || byte == openParen || byte == closeParen
            || byte == less || byte == greater
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func isNameStart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: "_")
    }

    static func isName(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

    static func isReservedWordByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == openBrace || byte == closeBrace
            || byte == bang
            || byte == openBracket || byte == closeBracket
    }
}

// MARK: - What the user reads

private let tooDeep = "nests more deeply than can be followed"
private func missing(_ what: String) -> String { "cannot be read as a shell script: `\(what)` is missing" }
private func unexpected(_ byte: UInt8) -> String {
    byte == 0
        ? "cannot be read as a shell script: it ends too early"
        : "cannot be read as a shell script: `\(String(decoding: [byte], as: UTF8.self))` is unexpected"
}
