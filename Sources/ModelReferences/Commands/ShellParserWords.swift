/// Words: quotes, escapes, variables and substitutions.
extension ShellParser {
    /// `<(` or `>(`.
    var isProcessSubstitution: Bool {
        (peek() == Byte.less || peek() == Byte.greater) && peek(1) == Byte.openParen
    }

    /// One word; the caller has seen that one begins here.
    mutating func word() throws(ShellSyntaxError) -> ShellWord {
        try count()
        var builder = WordBuilder()
        while !isAtEnd {
            let byte = peek()
            if Byte.isBlank(byte) { break }
            if isProcessSubstitution {
                cursor += 2
                builder.append(.process(try substitution()))
                continue
            }
            if Byte.isMeta(byte) {
                guard byte == Byte.openParen, builder.endsInPatternOperator else { break }
                try skipPattern(into: &builder)
                continue
            }
            try piece(into: &builder)
        }
        return builder.finish()
    }

    /// What stands before an unquoted `}`: the operand in `${name:-operand}`.
    mutating func operand() throws(ShellSyntaxError) -> ShellWord {
        try enter()
        defer { depth -= 1 }
        var builder = WordBuilder()
        while !isAtEnd {
            if peek() == Byte.closeBrace {
                cursor += 1
                return builder.finish()
            }
            try piece(into: &builder)
        }
        throw ShellSyntaxError(reason: unclosed("${"))
    }

    /// Text in which only `$`, `` ` `` and `\` count: a here-document, or what stands in an arithmetic expression.
    static func text(_ bytes: [UInt8], depth: Int) throws(ShellSyntaxError) -> ShellWord {
        var parser = ShellParser(bytes: bytes, depth: depth)
        parser.isFreeText = true
        try parser.enter()
        var builder = WordBuilder()
        while !parser.isAtEnd { try parser.quotedPiece(into: &builder) }
        return builder.finish()
    }

    private mutating func piece(into builder: inout WordBuilder) throws(ShellSyntaxError) {
        switch peek() {
        case Byte.quote:
            cursor += 1
            singleQuoted(into: &builder)
        case Byte.doubleQuote:
            cursor += 1
            try doubleQuoted(into: &builder)
        case Byte.backslash:
            cursor += 1
            guard !isAtEnd else { return builder.add(Byte.backslash, isQuoted: true) }
            if peek() != Byte.newline { builder.add(peek(), isQuoted: true) }
            cursor += 1
        case Byte.dollar: try dollar(isQuoted: false, into: &builder)
        case Byte.backquote: try backquoted(isQuoted: false, into: &builder)
        default:
            builder.add(peek(), isQuoted: false)
            cursor += 1
        }
    }

    private mutating func singleQuoted(into builder: inout WordBuilder) {
        builder.begin(isQuoted: true)
        while !isAtEnd, peek() != Byte.quote {
            builder.add(peek(), isQuoted: true)
            cursor += 1
        }
        // A quote that nobody closes ends with the text: what stands there is still read.
        if !isAtEnd { cursor += 1 }
    }

    private mutating func doubleQuoted(into builder: inout WordBuilder) throws(ShellSyntaxError) {
        try enter()
        defer { depth -= 1 }
        builder.begin(isQuoted: true)
        while !isAtEnd, peek() != Byte.doubleQuote { try quotedPiece(into: &builder) }
        if !isAtEnd { cursor += 1 }
    }

    private mutating func quotedPiece(into builder: inout WordBuilder) throws(ShellSyntaxError) {
        switch peek() {
        case Byte.backslash:
            cursor += 1
            switch peek() {
            case Byte.newline where !isAtEnd: cursor += 1
            case Byte.doubleQuote where !isFreeText, Byte.dollar, Byte.backquote, Byte.backslash:
                builder.add(peek(), isQuoted: true)
                cursor += 1
            default: builder.add(Byte.backslash, isQuoted: true)
            }
        case Byte.dollar: try dollar(isQuoted: true, into: &builder)
        case Byte.backquote: try backquoted(isQuoted: true, into: &builder)
        default:
            builder.add(peek(), isQuoted: true)
            cursor += 1
        }
    }

    // MARK: - Substitutions

    private mutating func dollar(isQuoted: Bool, into builder: inout WordBuilder) throws(ShellSyntaxError) {
        try count()
        let next = peek(1)
        switch next {
        case Byte.openBrace:
            cursor += 2
            builder.append(.variable(try braced(), isQuoted: isQuoted))
        case Byte.openParen:
            if peek(2) == Byte.openParen {
                cursor += 1
                if let word = try arithmetic(openedBy: 2) { return builder.append(word) }
                cursor += 1
            } else {
                cursor += 2
            }
            builder.append(.command(try substitution(), isQuoted: isQuoted))
        case Byte.quote where !isQuoted:
            cursor += 2
            ansiQuoted(into: &builder)
        case Byte.doubleQuote where !isQuoted:
            cursor += 2
            try doubleQuoted(into: &builder)
        case _ where Byte.isNameStart(next):
            cursor += 1
            builder.append(.variable(ShellVariable(name: identifier()), isQuoted: isQuoted))
        case _ where Byte.isDigit(next) || Self.specials.contains(next):
            cursor += 2
            builder.append(
                .variable(ShellVariable(name: String(UnicodeScalar(next))), isQuoted: isQuoted))
        default:
            builder.add(Byte.dollar, isQuoted: isQuoted)
            cursor += 1
        }
    }

    private static let specials = Set("@*#?$!-".utf8)

    /// What stands before the `)`; the opening is consumed.
    private mutating func substitution() throws(ShellSyntaxError) -> ShellList {
        let list = try list()
        try expect(byte: Byte.closeParen)
        return list
    }

    /// `((…))` at the cursor; nil, with the cursor unmoved, where the two closing parentheses do not stand together.
    mutating func arithmetic(openedBy count: Int) throws(ShellSyntaxError) -> ShellWord? {
        // Bounded, so that many openings without an end cost no more than one pass.
        let limit = min(bytes.count, cursor + 4096)
        var open = count
        var index = cursor + count
        while index < limit {
            let byte = bytes[index]
            if byte == Byte.openParen { open += 1 }
            if byte == Byte.closeParen {
                open -= 1
                if open == 1, index + 1 < limit, bytes[index + 1] != Byte.closeParen { return nil }
                if open == 0 {
                    let inner = Array(bytes[(cursor + count)..<(index - 1)])
                    let word = try Self.text(inner, depth: depth)
                    cursor = index + 1
                    return ShellWord(parts: [.arithmetic(word)])
                }
            }
            index += 1
        }
        return nil
    }

    private mutating func backquoted(isQuoted: Bool, into builder: inout WordBuilder) throws(ShellSyntaxError) {
        try count()
        cursor += 1
        var inner: [UInt8] = []
        while !isAtEnd, peek() != Byte.backquote {
            if peek() == Byte.backslash, [Byte.backquote, Byte.backslash, Byte.dollar].contains(peek(1)) {
                cursor += 1
            }
            inner.append(peek())
            cursor += 1
        }
        guard !isAtEnd else { throw ShellSyntaxError(reason: unclosed("`")) }
        cursor += 1
        var parser = ShellParser(bytes: inner, depth: depth)
        let list = try parser.list()
        guard parser.isAtEnd else { throw parser.failure() }
        builder.append(.command(list, isQuoted: isQuoted))
    }

    /// `$'…'`: what its escapes stand for.
    private mutating func ansiQuoted(into builder: inout WordBuilder) {
        builder.begin(isQuoted: true)
        while !isAtEnd, peek() != Byte.quote {
            guard peek() == Byte.backslash else {
                builder.add(peek(), isQuoted: true)
                cursor += 1
                continue
            }
            let (text, length) = ShellEscape.decode(bytes, at: cursor)
            for byte in text { builder.add(byte, isQuoted: true) }
            cursor += length
        }
        if !isAtEnd { cursor += 1 }
    }

    /// `@(a|b)` and its like: a pattern of file names.
    private mutating func skipPattern(into builder: inout WordBuilder) throws(ShellSyntaxError) {
        var open = 0
        while !isAtEnd {
            let byte = peek()
            if byte == Byte.openParen { open += 1 }
            if byte == Byte.closeParen { open -= 1 }
            builder.add(byte, isQuoted: false)
            cursor += 1
            if open == 0 { return }
        }
        throw ShellSyntaxError(reason: unclosed("("))
    }
}

/// Puts a word together from its pieces.
struct WordBuilder {
    private var parts: [ShellWord.Part] = []
    private var text: [UInt8] = []
    private var isQuoted = false
    private var hasText = false

    mutating func begin(isQuoted: Bool) {
        if hasText, self.isQuoted != isQuoted { flush() }
        hasText = true
        self.isQuoted = isQuoted
    }

    mutating func add(_ byte: UInt8, isQuoted: Bool) {
        begin(isQuoted: isQuoted)
        text.append(byte)
    }

    mutating func append(_ part: ShellWord.Part) {
        flush()
        parts.append(part)
    }

    mutating func append(_ word: ShellWord) {
        flush()
        parts.append(contentsOf: word.parts)
    }

    /// Whether `(` would open a pattern: after an unquoted `@`, `!`, `?`, `*` or `+`.
    var endsInPatternOperator: Bool {
        guard hasText, !isQuoted, let last = text.last else { return false }
        return "@!?*+".utf8.contains(last)
    }

    private mutating func flush() {
        guard hasText else { return }
        parts.append(.text(String(decoding: text, as: UTF8.self), isQuoted: isQuoted))
        text.removeAll(keepingCapacity: true)
        hasText = false
    }

    mutating func finish() -> ShellWord {
        flush()
        return ShellWord(parts: parts)
    }
}

// MARK: - What the user reads

private func unclosed(_ opening: String) -> String {
    "cannot be read as a shell script: `\(opening)` is never closed"
}
