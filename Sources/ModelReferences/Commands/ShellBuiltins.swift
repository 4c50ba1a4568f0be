/// What a shell does by itself, as far as it bears on later commands.
extension ShellEvaluator {
    /// What a builtin prints; nil text where nobody knows.
    struct BuiltinOutput {
        var text: Word?
    }

    /// nil where the command is no builtin that matters here.
    mutating func runBuiltin(
        _ invocation: ShellInvocation, declarations: [ShellAssignment], input: ShellInput
    ) throws(ShellStop) -> BuiltinOutput? {
        let arguments = invocation.words.dropFirst()
        let silent = BuiltinOutput(text: origin.known(""))
        switch invocation.name {
        case "export", "declare", "typeset", "readonly", "local":
            try declare(invocation, declarations)
        case "unset":
            for word in arguments where !word.text.hasPrefix("-") {
                try assign(word.text, ShellValue(origin.known("")))
            }
        case "set": try set(arguments)
        case "shift":
            let count = arguments.first.flatMap { Int($0.text) } ?? 1
            state.positional = Array(state.positional.dropFirst(max(0, count)))
        case "cd", "pushd":
            let target = arguments.last { !$0.text.hasPrefix("-") }
            state.directory = target.map { $0.known(absolute($0.text)).doubted(all: $0.unresolved) }
        case "popd": state.directory = nil
        case "read" where wholeInput(arguments, input) != nil:
            guard let name = arguments.last, let text = wholeInput(arguments, input) else { break }
            try assign(name.text, ShellValue(text))
        case "read" where try readLine(invocation, input): break
        case "mapfile" where try readLines(invocation, input), "readarray" where try readLines(invocation, input): break
        case "read", "mapfile", "readarray", "getopts":
            for word in arguments where word.text.utf8.first.map(Byte.isNameStart) == true {
                try assign(word.text, ShellValue(origin.unknown(word.text)))
            }
        case "eval": return BuiltinOutput(text: try evaluate(arguments, input: input))
        case "source", ".": try source(Array(arguments), environment: invocation.environment, input: input)
        case "trap":
            if let code = arguments.first(where: { !$0.text.hasPrefix("-") }), arguments.count > 1 {
                let before = state
                _ = try run(script: code)
                state = before
            }
        case "echo": return BuiltinOutput(text: echo(arguments))
        case "printf": return BuiltinOutput(text: try printf(Array(arguments)))
        case "cat": return BuiltinOutput(text: concatenated(arguments, input))
        case "tee":
            guard case .known(let text) = input else { return nil }
            for word in arguments where !word.text.hasPrefix("-") {
                write(text, to: word, appends: arguments.contains { $0.isOption("a") })
            }
            return BuiltinOutput(text: text)
        case "tr", "cut", "sed":
            guard case .known(var text) = input, arguments.allSatisfy(\.unresolved.isEmpty),
                let output = ShellTextTools.output(of: invocation.name, arguments.map(\.text), input: text.text)
            else { return nil }
            try charge(output.utf8.count)
            text.text = output
            return BuiltinOutput(text: text)
        case "mktemp":
            temporaryFiles += 1
            return BuiltinOutput(text: origin.known("/tmp/tmp.\(temporaryFiles)\n"))
        case "basename":
            guard let path = arguments.first, !path.text.hasPrefix("-") else { return nil }
            return BuiltinOutput(text: path.with(text: CommandLine.fileName(path.text) + "\n"))
        case ":", "true", "false", "test", "[", "wait", "exit", "return", "break", "continue", "umask", "ulimit",
            "shopt", "hash", "alias", "let":
            break
        default: return nil
        }
        return silent
    }

    /// What `read -r -d '' NAME` gives its one variable: all of its input, without blanks around it. A `read` of one line
    /// can stand in a loop, and gives another one each time.
    private func wholeInput(_ arguments: ArraySlice<Word>, _ input: ShellInput) -> Word? {
        guard case .known(var text) = input, let name = arguments.last?.text, name.utf8.allSatisfy(Byte.isName),
            name.utf8.first.map(Byte.isNameStart) == true, !text.text.utf8.contains(0)
        else { return nil }
        let options = arguments.dropLast().map(\.text)
        guard
            options == ["-d", ""] || options == ["-r", "-d", ""] || options == ["-rd", ""]
                || options == ["-d", "", "-r"]
        else { return nil }
        text.text = String(decoding: text.text.utf8.trimmingBlanks, as: UTF8.self)
        return text
    }

    private mutating func declare(
        _ invocation: ShellInvocation, _ declarations: [ShellAssignment]
    ) throws(ShellStop) {
        let exports = invocation.name == "export" || invocation.words.contains { $0.isOption("x") }
        for assignment in declarations { try assign(assignment, exported: exports) }
        if invocation.name == "readonly" || invocation.words.contains(where: { $0.isOption("r") }) {
            state.constants.formUnion(declarations.map(\.name))
            state.constants.formUnion(invocation.words.dropFirst().map(\.text).filter { !$0.hasPrefix("-") })
        }
        guard exports else { return }
        for word in invocation.words.dropFirst() {
            // `export NAME` of what is set already, or of a name that only the expansion yields: `export $PAIR`.
            guard let equals = word.text.utf8.firstIndex(of: Byte.equals) else {
                guard let value = state.value(of: word.text) else { continue }
                try assign(word.text, value, exported: true)
                continue
            }
            let value = word.with(text: String(word.text[word.text.utf8.index(after: equals)...]))
            try assign(String(word.text[..<equals]), ShellValue(value), exported: true)
        }
    }

    private mutating func set(_ arguments: ArraySlice<Word>) throws(ShellStop) {
        for (index, word) in zip(arguments.indices, arguments) {
            if word.text == "--" || !(word.text.hasPrefix("-") || word.text.hasPrefix("+")) {
                // `set -o pipefail`: the name belongs to the option.
                if word.text != "--", index > arguments.startIndex, arguments[index - 1].text.hasSuffix("o") {
                    if word.text == "allexport" { state.exportsAll = true }
                    if word.text == "errexit" { state.stopsOnError = arguments[index - 1].text.hasPrefix("-") }
                    continue
                }
                state.positional = Array(word.text == "--" ? arguments[(index + 1)...] : arguments[index...])
                return
            }
            if word.isOption("a") { state.exportsAll = true }
            if word.isOption("e") { state.stopsOnError = true }
            if word.text.hasPrefix("+"), word.text.utf8.contains(UInt8(ascii: "e")) { state.stopsOnError = false }
            if word.text.hasPrefix("+"), word.text.utf8.contains(UInt8(ascii: "a")) { state.exportsAll = false }
        }
    }

    private mutating func evaluate(_ arguments: ArraySlice<Word>, input: ShellInput) throws(ShellStop) -> Word? {
        var text = origin.known(arguments.map(\.text).joined(separator: " "))
        text.unresolved = Word.names(of: Array(arguments))
        if !text.unresolved.isEmpty { note(opaque: unknownEval(text.unresolved)) }
        return try run(script: text, input: input)
    }

    /// `source FILE` runs it in this very shell.
    private mutating func source(
        _ arguments: [Word], environment: Variables, input: ShellInput
    ) throws(ShellStop) {
        guard let file = arguments.first else { return }
        guard file.unresolved.isEmpty else { return note(opaque: unknownFile(file.text)) }
        switch files[absolute(file.text)] {
        case .text(let text): _ = try run(script: text, input: input)
        case .fetched(let program): note(opaque: fetchedFile(file.text, program))
        case nil:
            if file.text == "/dev/stdin" { return note(opaque: unknownFile(file.text)) }
            reading.scripts.append(
                ScriptFile(
                    language: .shell, path: file, arguments: Array(arguments.dropFirst()), environment: environment))
        }
    }

    // MARK: - What is printed

    private func echo(_ arguments: ArraySlice<Word>) -> Word {
        var rest = arguments
        var ends = true
        var decodes = false
        while let first = rest.first, ["-n", "-e", "-ne", "-en", "-E"].contains(first.text) {
            ends = ends && !first.isOption("n")
            decodes = decodes || first.isOption("e")
            rest = rest.dropFirst()
        }
        let text = rest.map(\.text).joined(separator: " ")
        return Word(
            (decodes ? ShellEscape.decode(text) : text) + (ends ? "\n" : ""), unresolved: Word.names(of: Array(rest)),
            at: origin.place)
    }

    /// `%s`, `%b` and `%%` alone; nil where the format asks for more.
    private mutating func printf(_ arguments: [Word]) throws(ShellStop) -> Word? {
        guard let format = arguments.first, !format.text.hasPrefix("-") else { return nil }
        let pieces = ShellEscape.decode(format.text)
        var rest = arguments.dropFirst()
        var text = ""
        repeat {
            var isDirective = false
            var took = false
            for character in pieces.unicodeScalars {
                guard isDirective else {
                    isDirective = character == "%"
                    if !isDirective { text.unicodeScalars.append(character) }
                    continue
                }
                isDirective = false
                switch character {
                case "%": text.append("%")
                case "s", "b", "d":
                    took = true
                    text += rest.popFirst()?.text ?? ""
                default: return nil
                }
            }
            try charge(text.utf8.count)
            guard took else { break }
        } while !rest.isEmpty
        return Word(text, unresolved: Word.names(of: arguments), at: origin.place)
    }

    private func concatenated(_ arguments: ArraySlice<Word>, _ input: ShellInput) -> Word? {
        let names = arguments.filter { !$0.text.hasPrefix("-") || $0.text == "-" }
        guard !names.isEmpty else {
            guard case .known(let text) = input else { return nil }
            return text
        }
        var all: Word? = origin.known("")
        for name in names {
            if name.text == "-", case .known(let text) = input {
                all = joined(all, text)
            } else if case .text(let text) = file(name.text) {
                all = joined(all, text)
            } else {
                return nil
            }
        }
        return all
    }
}

extension Word {
    func doubted(all names: [String]) -> Word { names.reduce(self) { $0.doubted($1) } }
}

// MARK: - What the user reads

private func unknownEval(_ names: [String]) -> String {
    "evaluates text that depends on \(names.map { "`\($0)`" }.joined(separator: ", "))"
}
private func unknownFile(_ text: String) -> String { "sources a file that the object does not show (`\(text)`)" }
private func fetchedFile(_ file: String, _ program: String) -> String {
    "sources `\(file)`, which it gets from \(program)"
}
