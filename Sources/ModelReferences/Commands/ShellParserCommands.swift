/// Simple and compound commands.
extension ShellParser {
    mutating func command() throws(ShellSyntaxError) -> ShellCommand {
        try enter()
        defer { depth -= 1 }
        try count()
        skipBlanks()
        if peek() == Byte.openParen { return try parenthesised() }
        guard let word = peekPlainWord() else { return try simple() }
        switch word {
        case "{":
            cursor += 1
            let list = try list()
            try expect("}")
            return .group(list, try redirections())
        case "if": return try conditional()
        case "while", "until":
            cursor += word.utf8.count
            let condition = try list()
            let body = try loopBody()
            return .loop(condition: condition, body: body, try redirections())
        case "for", "select": return try forEach(word)
        case "case": return try match()
        case "function": return try function()
        case "[[":
            cursor += 2
            return .test(try testWords(), try redirections())
        default: return try simple()
        }
    }

    private mutating func parenthesised() throws(ShellSyntaxError) -> ShellCommand {
        if peek(1) == Byte.openParen, let word = try arithmetic(openedBy: 2) {
            return .test([word], try redirections())
        }
        cursor += 1
        let list = try list()
        try expect(byte: Byte.closeParen)
        return .subshell(list, try redirections())
    }

    private mutating func conditional() throws(ShellSyntaxError) -> ShellCommand {
        cursor += 2
        var branches: [(condition: ShellList, body: ShellList)] = []
        while true {
            let condition = try list()
            try expect("then")
            branches.append((condition, try list()))
            if take("elif") { continue }
            let otherwise = take("else") ? try list() : nil
            try expect("fi")
            return .conditional(branches, otherwise: otherwise, try redirections())
        }
    }

    private mutating func loopBody() throws(ShellSyntaxError) -> ShellList {
        skipNewlines()
        if take("{") {
            let body = try list()
            try expect("}")
            return body
        }
        try expect("do")
        let body = try list()
        try expect("done")
        return body
    }

    private mutating func forEach(_ keyword: String) throws(ShellSyntaxError) -> ShellCommand {
        cursor += keyword.utf8.count
        skipBlanks()
        if peek() == Byte.openParen, peek(1) == Byte.openParen, let word = try arithmetic(openedBy: 2) {
            let body = try loopBody()
            let condition = ShellList(items: [ShellItem(first: ShellPipeline(commands: [.test([word], [])]))])
            return .loop(condition: condition, body: body, try redirections())
        }
        let name = identifier()
        guard !name.isEmpty else { throw failure() }
        skipNewlines()
        var words: [ShellWord]?
        if take("in") {
            var list: [ShellWord] = []
            while true {
                skipBlanks()
                let byte = peek()
                if isAtEnd || byte == Byte.newline || byte == Byte.semicolon { break }
                if byte == Byte.hash {
                    skipComment()
                    break
                }
                guard !Byte.isMeta(byte) || isProcessSubstitution else { throw failure() }
                list.append(try word())
            }
            words = list
        }
        return .forEach(name: name, words: words, body: try loopBody(), try redirections())
    }

    private mutating func match() throws(ShellSyntaxError) -> ShellCommand {
        cursor += 4
        skipBlanks()
        _ = try word()
        try expect("in")
        var bodies: [ShellList] = []
        while true {
            skipNewlines()
            if take("esac") { break }
            if peek() == Byte.openParen { cursor += 1 }
            while peek() != Byte.closeParen {
                skipBlanks()
                if peek() == Byte.pipe {
                    cursor += 1
                } else if peek() != Byte.closeParen {
                    guard !isAtEnd, !Byte.isMeta(peek()), peek() != Byte.newline else { throw failure() }
                    _ = try word()
                }
            }
            cursor += 1
            bodies.append(try list())
            skipNewlines()
            while peek() == Byte.semicolon || peek() == Byte.ampersand { cursor += 1 }
        }
        return .match(bodies, try redirections())
    }

    private mutating func function() throws(ShellSyntaxError) -> ShellCommand {
        cursor += 8
        skipBlanks()
        guard let name = try word().plainText else { throw failure() }
        skipBlanks()
        if peek() == Byte.openParen, peek(1) == Byte.closeParen { cursor += 2 }
        skipNewlines()
        return .function(name: name, body: try command())
    }

    /// The words between `[[` and `]]`.
    private mutating func testWords() throws(ShellSyntaxError) -> [ShellWord] {
        var words: [ShellWord] = []
        while true {
            skipNewlines()
            guard !isAtEnd else { throw failure() }
            if take("]]") { return words }
            if Byte.isMeta(peek()) {
                cursor += 1
            } else {
                words.append(try word())
            }
        }
    }

    // MARK: - Simple commands

    private mutating func simple() throws(ShellSyntaxError) -> ShellCommand {
        var simple = ShellSimpleCommand()
        let start = cursor
        while true {
            skipBlanks()
            let byte = peek()
            if isAtEnd || byte == Byte.newline { break }
            if byte == Byte.hash {
                skipComment()
                break
            }
            if let redirection = try redirection() {
                simple.redirections.append(redirection)
                continue
            }
            if Byte.isMeta(byte), !isProcessSubstitution { break }
            if simple.words.isEmpty, let assignment = try assignment() {
                simple.assignments.append(assignment)
                continue
            }
            if isDeclaration(simple), let assignment = try assignment() {
                simple.declarations.append(assignment)
                continue
            }
            simple.words.append(try word())
            if simple.words.count == 1, simple.assignments.isEmpty, let name = simple.words[0].plainText {
                skipBlanks()
                guard peek() == Byte.openParen else { continue }
                return try functionBody(name)
            }
        }
        guard cursor > start, !simple.words.isEmpty || !simple.assignments.isEmpty || !simple.redirections.isEmpty
        else { throw failure() }
        return .simple(simple)
    }

    private mutating func functionBody(_ name: String) throws(ShellSyntaxError) -> ShellCommand {
        cursor += 1
        skipBlanks()
        try expect(byte: Byte.closeParen)
        skipNewlines()
        return .function(name: name, body: try command())
    }

    private func isDeclaration(_ simple: ShellSimpleCommand) -> Bool {
        guard let name = simple.words.first?.plainText else { return false }
        return Self.declarations.contains(name)
    }

    static let declarations: Set<String> = ["export", "local", "declare", "typeset", "readonly"]

    /// `NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(a b)`; nil where the next word is none of these.
    private mutating func assignment() throws(ShellSyntaxError) -> ShellAssignment? {
        guard Byte.isNameStart(peek()) else { return nil }
        var length = 1
        while Byte.isName(peek(length)) { length += 1 }
        let name = String(decoding: bytes[cursor..<(cursor + length)], as: UTF8.self)
        var isElement = false
        if peek(length) == Byte.openBracket {
            // Only an index that is written out, so that a glob is not taken for one.
            var end = length + 1
            while end < length + 64, peek(end) != Byte.closeBracket, !Byte.isBlank(peek(end)), peek(end) != 0 {
                end += 1
            }
            guard peek(end) == Byte.closeBracket else { return nil }
            length = end + 1
            isElement = true
        }
        let appends = peek(length) == Byte.plus
        if appends { length += 1 }
        guard peek(length) == Byte.equals else { return nil }
        cursor += length + 1
        if peek() == Byte.openParen {
            return ShellAssignment(name: name, value: .array(try arrayWords()), appends: appends, isElement: isElement)
        }
        let byte = peek()
        let isEmpty = isAtEnd || Byte.isBlank(byte) || (Byte.isMeta(byte) && !isProcessSubstitution)
        let value = isEmpty ? ShellWord(parts: [.text("", isQuoted: true)]) : try word()
        return ShellAssignment(name: name, value: .word(value), appends: appends, isElement: isElement)
    }

    private mutating func arrayWords() throws(ShellSyntaxError) -> [ShellWord] {
        cursor += 1
        var words: [ShellWord] = []
        while true {
            skipNewlines()
            if peek() == Byte.closeParen, !isAtEnd {
                cursor += 1
                return words
            }
            guard !isAtEnd, !Byte.isMeta(peek()) || isProcessSubstitution else { throw failure() }
            words.append(try word())
        }
    }

    mutating func identifier() -> String {
        let start = cursor
        guard Byte.isNameStart(peek()) else { return "" }
        while Byte.isName(peek()) { cursor += 1 }
        return String(decoding: bytes[start..<cursor], as: UTF8.self)
    }
}
