/// `<`, `>`, `<<EOF` and their like.
extension ShellParser {
    mutating func redirections() throws(ShellSyntaxError) -> [ShellRedirection] {
        var found: [ShellRedirection] = []
        while true {
            skipBlanks()
            guard let redirection = try redirection() else { return found }
            found.append(redirection)
        }
    }

    /// The redirection at the cursor; nil where there is none.
    mutating func redirection() throws(ShellSyntaxError) -> ShellRedirection? {
        guard let (descriptor, length) = operatorAhead() else { return nil }
        cursor += length
        let opening = peek()
        cursor += 1
        if opening == Byte.ampersand {  // `&>` and `&>>`
            cursor += 1
            let appends = peek() == Byte.greater
            if appends { cursor += 1 }
            return ShellRedirection(kind: .output(try target(), appends: appends))
        }
        if opening == Byte.less, peek() == Byte.less { return try here(descriptor) }
        switch peek() {
        case Byte.ampersand:  // `2>&1`, `<&3`
            cursor += 1
            return ShellRedirection(kind: .other(try target()))
        case Byte.greater where opening == Byte.greater:
            cursor += 1
            return output(try target(), descriptor, appends: true)
        case Byte.pipe where opening == Byte.greater:
            cursor += 1
            return output(try target(), descriptor, appends: false)
        case Byte.greater:  // `<>`
            cursor += 1
            return ShellRedirection(kind: .other(try target()))
        default:
            let word = try target()
            if opening == Byte.greater { return output(word, descriptor, appends: false) }
            return ShellRedirection(kind: (descriptor ?? 0) == 0 ? .input(word) : .other(word))
        }
    }

    /// The descriptor before a redirection and the bytes to skip; nil where no redirection stands here.
    private func operatorAhead() -> (descriptor: Int?, length: Int)? {
        var length = 0
        while length < 3, Byte.isDigit(peek(length)) { length += 1 }
        let byte = peek(length)
        if length == 0, byte == Byte.ampersand, peek(1) == Byte.greater { return (nil, 0) }
        guard byte == Byte.less || byte == Byte.greater else { return nil }
        if length == 0 { return peek(1) == Byte.openParen ? nil : (nil, 0) }
        return (Int(String(decoding: bytes[cursor..<(cursor + length)], as: UTF8.self)), length)
    }

    private func output(_ word: ShellWord, _ descriptor: Int?, appends: Bool) -> ShellRedirection {
        ShellRedirection(kind: (descriptor ?? 1) == 1 ? .output(word, appends: appends) : .other(word))
    }

    private mutating func target() throws(ShellSyntaxError) -> ShellWord {
        skipBlanks()
        let byte = peek()
        guard !isAtEnd, byte != Byte.newline, !Byte.isMeta(byte) || isProcessSubstitution else { throw failure() }
        return try word()
    }

    private mutating func here(_ descriptor: Int?) throws(ShellSyntaxError) -> ShellRedirection {
        cursor += 1
        if peek() == Byte.less {
            cursor += 1
            return ShellRedirection(kind: .hereString(try target()))
        }
        let stripsTabs = peek() == Byte.dash
        if stripsTabs { cursor += 1 }
        let word = try target()
        var delimiter = ""
        var isLiteral = false
        for part in word.parts {
            guard case .text(let text, let isQuoted) = part else { throw failure() }
            delimiter += text
            isLiteral = isLiteral || isQuoted
        }
        let document = HereDocument(delimiter: delimiter, stripsTabs: stripsTabs, isLiteral: isLiteral)
        pending.append(document)
        return ShellRedirection(kind: .hereDocument(document))
    }

    /// Reads the lines up to the delimiter, or to the end of the text where it is missing.
    mutating func readBody(of document: HereDocument) {
        var body: [UInt8] = []
        let delimiter = Array(document.delimiter.utf8)
        while !isAtEnd {
            let end = bytes[cursor...].firstIndex(of: Byte.newline) ?? bytes.count
            var line = bytes[cursor..<end]
            cursor = min(end + 1, bytes.count)
            if document.stripsTabs { line = line.drop { $0 == Byte.tab } }
            if line.elementsEqual(delimiter) { break }
            body.append(contentsOf: line)
            body.append(Byte.newline)
        }
        let literal = ShellWord(parts: [.text(String(decoding: body, as: UTF8.self), isQuoted: true)])
        // A body whose expansions cannot be read is taken as it stands: its text still holds what it names.
        document.body = document.isLiteral ? literal : (try? Self.text(body, depth: depth)) ?? literal
    }
}

/// The escapes of `$'…'`, `echo -e` and `printf`.
enum ShellEscape {
    /// What the escape at `index` stands for, and how many bytes it takes there.
    static func decode(_ bytes: [UInt8], at index: Int) -> (text: [UInt8], length: Int) {
        guard index + 1 < bytes.count else { return ([Byte.backslash], 1) }
        let letter = bytes[index + 1]
        switch letter {
        case UInt8(ascii: "n"): return ([Byte.newline], 2)
        case UInt8(ascii: "t"): return ([Byte.tab], 2)
        case UInt8(ascii: "r"): return ([Byte.carriageReturn], 2)
        case Byte.backslash, Byte.quote, Byte.doubleQuote, UInt8(ascii: "?"): return ([letter], 2)
        case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"),
            UInt8(ascii: "v"):
            return ([Byte.space], 2)
        case UInt8(ascii: "x"): return number(bytes, from: index + 2, digits: 2, radix: 16, prefix: 2)
        case UInt8(ascii: "u"): return number(bytes, from: index + 2, digits: 4, radix: 16, prefix: 2)
        case UInt8(ascii: "U"): return number(bytes, from: index + 2, digits: 8, radix: 16, prefix: 2)
        case _ where Byte.isDigit(letter): return number(bytes, from: index + 1, digits: 4, radix: 8, prefix: 1)
        default: return ([Byte.backslash, letter], 2)
        }
    }

    /// The whole text with its escapes replaced.
    static func decode(_ text: String) -> String {
        guard text.utf8.contains(Byte.backslash) else { return text }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == Byte.backslash else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            let (text, length) = decode(bytes, at: index)
            decoded.append(contentsOf: text)
            index += length
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func number(
        _ bytes: [UInt8], from start: Int, digits: Int, radix: UInt32, prefix: Int
    ) -> (text: [UInt8], length: Int) {
        var value: UInt32 = 0
        var count = 0
        while count < digits, start + count < bytes.count,
            let digit = Character(UnicodeScalar(bytes[start + count])).hexDigitValue, digit < radix
        {
            value = (value &* radix) &+ UInt32(digit)
            count += 1
        }
        guard count > 0 else { return ([Byte.backslash], 1) }
        // Two hexadecimal or octal digits are a byte, four or eight a character.
        if digits == 2 || radix == 8 { return ([UInt8(truncatingIfNeeded: value)], prefix + count) }
        let scalar = UnicodeScalar(value) ?? UnicodeScalar(UInt8(ascii: " "))
        return (Array(String(Character(scalar)).utf8), prefix + count)
    }
}
