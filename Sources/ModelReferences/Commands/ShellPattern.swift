/// The patterns in `${name##*/}` and its like, as far as people use them: literal text with `*` at one end.
enum ShellPattern {
    /// nil where the pattern is of another form.
    static func trimStart(_ text: String, _ pattern: String, longest: Bool) -> String? {
        guard pattern.utf8.first == UInt8(ascii: "*") else {
            guard isLiteral(pattern) else { return nil }
            return text.utf8.starts(with: pattern.utf8) ? String(text.dropFirst(pattern.count)) : text
        }
        let literal = String(pattern.dropFirst())
        guard isLiteral(literal) else { return nil }
        guard let range = find(literal, in: text, last: longest) else { return text }
        return String(text.utf8[range.upperBound...])
    }

    static func trimEnd(_ text: String, _ pattern: String, longest: Bool) -> String? {
        guard pattern.utf8.last == UInt8(ascii: "*") else {
            guard isLiteral(pattern) else { return nil }
            return text.hasSuffix(pattern) ? String(text.dropLast(pattern.count)) : text
        }
        let literal = String(pattern.dropLast())
        guard isLiteral(literal) else { return nil }
        guard let range = find(literal, in: text, last: !longest) else { return text }
        return String(text.utf8[..<range.lowerBound])
    }

    /// `pattern` holds both sides: `old/new`.
    static func replace(_ text: String, _ pattern: String, all: Bool) -> String? {
        let bytes = Array(pattern.utf8)
        // A slash that is itself replaced arrives unescaped: `${name//\//-}` reads `//-`.
        let from = bytes.first == Byte.slash ? 1 : 0
        let slash = bytes[from...].firstIndex(of: Byte.slash) ?? bytes.endIndex
        let old = bytes[..<slash]
        let new = slash < bytes.endIndex ? bytes[(slash + 1)...] : []
        guard !old.isEmpty, old.allSatisfy({ !"*?[#%".utf8.contains($0) }) else { return nil }
        let source = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var isDone = false
        while index < source.count {
            if !isDone, source[index] == old.first, source[index...].starts(with: old) {
                result.append(contentsOf: new)
                index += old.count
                isDone = !all
                // INVARIANT: what a script can grow its own text to is bounded.
                guard result.count < 1 << 20 else { return nil }
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isLiteral(_ pattern: String) -> Bool {
        !pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == Byte.openBracket }
    }

    private static func find(_ literal: String, in text: String, last: Bool) -> Range<String.UTF8View.Index>? {
        let wanted = Array(literal.utf8)
        // INVARIANT: the search is quadratic at worst, so both sides are kept short.
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        let bytes = text.utf8
        var found: Range<String.UTF8View.Index>?
        var index = bytes.startIndex
        while index != bytes.endIndex {
            if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) {
                found = index..<bytes.index(index, offsetBy: wanted.count)
                if !last { break }
            }
            index = bytes.index(after: index)
        }
        return found
    }
}

/// `{a,b}` in Bash.
enum ShellBraces {
    /// The words that one unquoted word stands for; nil where it holds no braces with a comma, or more than one pair.
    static func expand(_ text: String) -> [String]? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 4096, let open = bytes.firstIndex(of: Byte.openBrace),
            let close = bytes[open...].firstIndex(of: Byte.closeBrace),
            bytes[open..<close].contains(UInt8(ascii: ",")),
            !bytes[(open + 1)...].contains(Byte.openBrace)
        else { return nil }
        let inner = bytes[(open + 1)..<close]
        let choices = inner.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard choices.count <= 64 else { return nil }
        return choices.map { choice in
            String(decoding: bytes[..<open] + choice + bytes[(close + 1)...], as: UTF8.self)
        }
    }
}
