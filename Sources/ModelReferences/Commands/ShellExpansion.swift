/// From words as they are written to the words that a program gets.
extension ShellEvaluator {
    mutating func fields(_ words: [ShellWord]) throws(ShellStop) -> [Word] {
        var fields: [Word] = []
        fields.reserveCapacity(words.count)
        for word in words {
            if let text = word.plainText, !text.utf8.contains(Byte.openBrace) {
                try charge(text.utf8.count)
                fields.append(origin.known(text))
            } else {
                fields.append(contentsOf: try self.fields(word))
            }
        }
        return fields
    }

    /// With the splitting that unquoted variables undergo: none, one or many words.
    mutating func fields(_ word: ShellWord) throws(ShellStop) -> [Word] {
        if let text = word.plainText, let alternatives = ShellBraces.expand(text) {
            try charge(alternatives.reduce(0) { $0 + $1.utf8.count })
            return alternatives.map { origin.known($0) }
        }
        var builder = FieldBuilder(origin: origin, separators: separators)
        for part in word.parts {
            switch part {
            case .text(let text, _):
                try charge(text.utf8.count)
                builder.append(text)
            case .variable(let variable, let isQuoted):
                let value = try value(of: variable)
                try charge(value.words.reduce(0) { $0 + $1.text.utf8.count })
                if isQuoted, !variable.isList {
                    builder.append(value.joined(at: origin))
                } else {
                    builder.append(list: value.words, isQuoted: isQuoted)
                }
            case .command(let list, let isQuoted):
                let output = try output(of: list)
                if isQuoted { builder.append(output) } else { builder.append(list: [output], isQuoted: false) }
            case .arithmetic(let inner):
                _ = try single(inner)
                builder.append(origin.unknown("((…))", text: "$((…))"))
            case .process(let list):
                _ = try output(of: list)
                builder.append(origin.unknown("<(…)", text: "<(…)"))
            }
        }
        return builder.finish()
    }

    /// Without splitting, as in assignments, here-documents and redirections.
    mutating func single(_ word: ShellWord) throws(ShellStop) -> Word {
        var quoted = word
        for index in quoted.parts.indices {
            switch quoted.parts[index] {
            case .variable(let variable, isQuoted: false) where !variable.isList:
                quoted.parts[index] = .variable(variable, isQuoted: true)
            case .command(let list, isQuoted: false): quoted.parts[index] = .command(list, isQuoted: true)
            case .text(let text, isQuoted: false): quoted.parts[index] = .text(text, isQuoted: true)
            default: break
            }
        }
        return ShellValue(words: try fields(quoted)).joined(at: origin)
    }

    // MARK: - Variables

    private mutating func value(of variable: ShellVariable) throws(ShellStop) -> ShellValue {
        let plain = plainValue(of: variable)
        switch variable.operation {
        case .none: return plain ?? ShellValue(origin.unknown(variable.name))
        case .fallback(let word, let assigns):
            if let plain, plain.words.contains(where: { !$0.text.isEmpty }) { return plain }
            var fallback = try single(word)
            // The image may set what the object does not.
            if plain == nil { fallback = fallback.doubted(variable.name) }
            let value = ShellValue(fallback)
            if assigns { try assign(variable.name, value) }
            return value
        case .alternative(let word):
            let alternative = try single(word)
            guard let plain else { return ShellValue(alternative.doubted(variable.name)) }
            return plain.words.allSatisfy(\.text.isEmpty) ? ShellValue(origin.known("")) : ShellValue(alternative)
        case .trimStart(let word, let longest):
            return try edit(plain, variable, word) { ShellPattern.trimStart($0, $1, longest: longest) }
        case .trimEnd(let word, let longest):
            return try edit(plain, variable, word) { ShellPattern.trimEnd($0, $1, longest: longest) }
        case .replace(let word, let all):
            return try edit(plain, variable, word) { ShellPattern.replace($0, $1, all: all) }
        case .other(let word):
            let operand = try single(word)
            if variable.name == "@", operand.unresolved.isEmpty, let start = Int(operand.text), start > 0 {
                return ShellValue(words: Array(state.positional.dropFirst(start - 1)))
            }
            return ShellValue(origin.unknown(variable.name, text: "${\(variable.name)…}"))
        }
    }

    private mutating func edit(
        _ plain: ShellValue?, _ variable: ShellVariable, _ word: ShellWord, _ edit: (String, String) -> String?
    ) throws(ShellStop) -> ShellValue {
        let pattern = try single(word)
        guard let plain else { return ShellValue(origin.unknown(variable.name)) }
        var edited: [Word] = []
        for word in plain.words {
            guard pattern.unresolved.isEmpty, let text = edit(word.text, pattern.text) else {
                edited.append(word.doubted("${\(variable.name)…}"))
                continue
            }
            var result = word
            result.text = text
            edited.append(result)
        }
        return ShellValue(words: edited)
    }

    /// nil where nobody knows.
    private func plainValue(of variable: ShellVariable) -> ShellValue? {
        switch variable.name {
        case "@", "*": return ShellValue(words: state.positional)
        case "#": return ShellValue(origin.known(String(state.positional.count)))
        case "0": return state.name.map { ShellValue($0) }
        case _ where variable.name.utf8.allSatisfy(Byte.isDigit):
            guard let index = Int(variable.name), index > 0 else { return nil }
            return ShellValue(index <= state.positional.count ? state.positional[index - 1] : origin.known(""))
        case "PWD" where state.directory != nil: return state.directory.map { ShellValue($0) }
        default: break
        }
        if placeholders.contains(variable.name) { return nil }
        guard let value = state.value(of: variable.name) else { return nil }
        if variable.isWholeArray { return value }
        if variable.isElement { return ShellValue(words: value.words.prefix(1).map { $0.doubted(variable.name) }) }
        return value.words.count > 1 ? ShellValue(words: Array(value.words.prefix(1))) : value
    }

    /// What a command substitution yields, where it is plain: `$(echo x)`, `$(cat <<EOF …)`.
    private mutating func output(of list: ShellList) throws(ShellStop) -> Word {
        // The kubelet's own `$(NAME)`, whose value the object does not say, looks like a command to a shell.
        if let name = list.onlyWord, placeholders.contains(name) { return origin.unknown(name, text: "$(\(name))") }
        let before = state
        let output = try run(list, input: .none)
        state = before
        guard var output else {
            let name = "$(\(list.onlyProgram ?? "…"))"
            return origin.unknown(name, text: name)
        }
        while output.text.utf8.last == Byte.newline { output.text.removeLast() }
        return output
    }
}

extension ShellVariable {
    /// Whether it stands for any number of words even in double quotes.
    var isList: Bool { isWholeArray || name == "@" }
}

extension ShellList {
    /// The one word that this consists of.
    fileprivate var onlyWord: String? {
        guard let simple = onlySimple, simple.words.count == 1 else { return nil }
        return simple.words[0].plainText
    }

    fileprivate var onlyProgram: String? { onlySimple?.words.first?.plainText }

    private var onlySimple: ShellSimpleCommand? {
        guard items.count == 1, items[0].rest.isEmpty, items[0].first.commands.count == 1,
            case .simple(let simple) = items[0].first.commands[0]
        else { return nil }
        return simple
    }
}

/// Gathers the words that one written word becomes.
private struct FieldBuilder {
    let origin: Word
    /// nil where nobody knows.
    let separators: ShellSeparators?
    private var done: [Word] = []
    private var current: Word?

    init(origin: Word, separators: ShellSeparators?) {
        self.origin = origin
        self.separators = separators
    }

    mutating func append(_ text: String) {
        if current == nil { current = origin.known(text) } else { current?.text += text }
    }

    mutating func append(_ word: Word) {
        append(word.text)
        for name in word.unresolved { current = current?.doubted(name) }
    }

    mutating func append(list: [Word], isQuoted: Bool) {
        for (index, word) in list.enumerated() {
            if index > 0 { flush() }
            if isQuoted { append(word) } else { append(splitting: word) }
        }
    }

    private mutating func append(splitting word: Word) {
        guard let separators else { return append(word.doubted("IFS")) }
        let bytes = word.text.utf8
        var isFirst = true
        for piece in bytes.split(omittingEmptySubsequences: true, whereSeparator: separators.contains) {
            if !isFirst || bytes.first.map(separators.contains) == true { flush() }
            isFirst = false
            append(word.with(text: String(decoding: piece, as: UTF8.self)))
        }
        if !isFirst, bytes.last.map(separators.contains) == true { flush() }
    }

    private mutating func flush() {
        if let current { done.append(current) }
        current = nil
    }

    mutating func finish() -> [Word] {
        flush()
        return done
    }
}
