/// What separates words where a variable is expanded and a line is read: the shell's `IFS`.
struct ShellSeparators {
    private let bytes: [UInt8]

    /// Blanks, tabs and line ends, as long as nothing sets `IFS`.
    static let usual = ShellSeparators([Byte.space, Byte.tab, Byte.newline, Byte.carriageReturn])

    init(_ text: String) { bytes = Array(text.utf8) }
    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isEmpty: Bool { bytes.isEmpty }
    func contains(_ byte: UInt8) -> Bool { bytes.contains(byte) }
    private func isBlank(_ byte: UInt8) -> Bool { Byte.isBlank(byte) && bytes.contains(byte) }

    /// The words of a line, at most as many as are wanted; the last of these holds the rest.
    ///
    /// Blanks around a word are no part of it; any other separator stands between two words, of which one can be empty.
    func words(of line: Substring, atMost most: Int? = nil) -> [String] {
        var rest = line.utf8[...]
        var words: [String] = []
        rest = rest.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        while !rest.isEmpty {
            guard most.map({ words.count + 1 < $0 }) ?? true, let end = rest.firstIndex(where: contains) else {
                words.append(String(decoding: rest, as: UTF8.self))
                break
            }
            words.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[end...].drop(while: isBlank)
            if let first = rest.first, contains(first) { rest = rest.dropFirst().drop(while: isBlank) }
        }
        return words
    }
}

extension ShellEvaluator {
    /// What separates words here; nil where nobody knows.
    var separators: ShellSeparators? {
        guard let value = state.variables["IFS"] else { return .usual }
        return separators(value.joined(at: origin))
    }

    func separators(_ word: Word?) -> ShellSeparators? {
        guard let word else { return separators }
        return word.unresolved.isEmpty ? ShellSeparators(word.text) : nil
    }

    // MARK: - read

    /// What `read` is told: its variables, or the one array.
    struct ReadCall {
        var names: [String] = []
        var isArray = false

        init(_ words: [String]) {
            var rest = words[...]
            while let word = rest.popFirst() {
                guard word.hasPrefix("-"), word.utf8.count > 1 else {
                    names.append(word)
                    continue
                }
                isArray = isArray || word.contains("a")
                // `-p PROMPT`, `-d END`: the value is no variable.
                if let last = word.last, "pdtnNui".contains(last) { rest = rest.dropFirst() }
            }
            if names.isEmpty { names = ["REPLY"] }
        }
    }

    /// Gives the variables of a `read` the words of one line.
    mutating func assign(_ call: ReadCall, line: Substring.UTF8View, of text: Word, by separator: Word?)
        throws(ShellStop)
    {
        guard let separators = separators(separator) else {
            for name in call.names { try assign(name, ShellValue(origin.unknown(name))) }
            return
        }
        let words = separators.words(of: Substring(line), atMost: call.isArray ? nil : call.names.count)
        if call.isArray, let name = call.names.first {
            return try assign(name, ShellValue(words: words.map { text.with(text: $0) }))
        }
        for (index, name) in call.names.enumerated() {
            try assign(name, ShellValue(text.with(text: index < words.count ? words[index] : "")))
        }
    }

    /// `read a b <<< "$LINE"`; false where it is not known what is read.
    mutating func readLine(_ invocation: ShellInvocation, _ input: ShellInput) throws(ShellStop) -> Bool {
        guard invocation.hasOwnInput, case .known(let text) = input else { return false }
        let words = invocation.words.dropFirst().map(\.text)
        guard !words.contains(where: { $0.hasPrefix("-") && $0.contains("d") }) else { return false }
        let line = text.text.utf8.prefix { $0 != Byte.newline }
        try assign(ReadCall(words), line: Substring(line).utf8, of: text, by: invocation.environment["IFS"])
        return true
    }

    /// `mapfile -t NAMES <<< "$LINES"`; false where it is not known what is read.
    mutating func readLines(_ invocation: ShellInvocation, _ input: ShellInput) throws(ShellStop) -> Bool {
        guard case .known(let text) = input else { return false }
        var name = "MAPFILE"
        var end = Byte.newline
        var rest = invocation.words.dropFirst()
        while let word = rest.popFirst() {
            guard word.text.hasPrefix("-") else {
                name = word.text
                continue
            }
            guard word.text.dropFirst().prefix(while: { $0 != "d" }).allSatisfy({ $0 == "t" }) else { return false }
            guard let mark = word.text.firstIndex(of: "d") else { continue }
            let attached = String(word.text[word.text.index(after: mark)...])
            guard let given = attached.isEmpty ? rest.popFirst()?.text : attached, given.utf8.count == 1 else {
                return false
            }
            end = given.utf8.first ?? end
        }
        let pieces = text.text.utf8.split(separator: end).map { String(decoding: $0, as: UTF8.self) }
        try charge(pieces.count)
        let words = pieces.map { $0.utf8.last == Byte.newline ? String($0.dropLast()) : $0 }.filter { !$0.isEmpty }
        try assign(name, ShellValue(words: words.map { text.with(text: $0) }))
        return true
    }
}
