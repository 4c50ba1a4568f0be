/// Which program a command runs, and which words are that program's own arguments.
extension CommandLine {
    /// The file name of the program: `vllm` for `/usr/local/bin/vllm`.
    package var program: String { words.first.map { Self.fileName($0.text) } ?? "" }

    /// The words that the program itself reads: what follows the program, or the module or script that Python runs.
    package var arguments: ArraySlice<Word> {
        guard !words.isEmpty else { return [] }
        let rest = words.dropFirst()
        guard isPython else { return rest }
        return rest[PythonCall(rest).argumentsStart...]
    }

    /// The module that `python -m` runs.
    package var module: String? {
        guard isPython, case .module(let word) = PythonCall(words.dropFirst()).target else { return nil }
        return word.text
    }

    /// The code that `python -c` runs.
    package var pythonCode: Word? {
        guard isPython else { return nil }
        switch PythonCall(words.dropFirst()).target {
        case .code(let word): return word
        case .standardInput: return input
        case .module, .script: return nil
        }
    }

    /// The file that Python runs.
    package var pythonScript: Word? {
        guard isPython, case .script(let word) = PythonCall(words.dropFirst()).target else { return nil }
        return word
    }

    /// Whether the program is Python, under whichever version: `python`, `python3`, `python3.11`, `pypy3`.
    package var isPython: Bool {
        guard let first = words.first else { return false }
        return first.text.withBytes { path in
            let name = ByteSearch.baseName(path)
            let version = name.begins(with: "python") ? 6 : name.begins(with: "pypy") ? 4 : name.count + 1
            guard version <= name.count else { return false }
            return name[version...].allSatisfy { Scan.isDigit($0) || $0 == UInt8(ascii: ".") }
        }
    }

    static func fileName(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }
}

/// What a `python` command runs, read as CPython reads its own options.
struct PythonCall {
    enum Target {
        case module(Word)
        case code(Word)
        case script(Word)
        case standardInput
    }

    var target = Target.standardInput
    /// Index of the first word that the module, script or code gets.
    var argumentsStart: Int

    /// `words` are those after the interpreter.
    init(_ words: ArraySlice<Word>) {
        var index = words.startIndex
        argumentsStart = words.endIndex
        while index < words.endIndex {
            let word = words[index]
            index += 1
            guard word.text.hasPrefix("-"), word.text != "-" else {
                argumentsStart = index
                if word.text != "-" { target = .script(word) }
                return
            }
            if word.text.hasPrefix("--") {
                if word.text == "--check-hash-based-pycs" { index += 1 }
                continue
            }
            // One word can hold several options: `-uc CODE`, `-um MODULE`, `-cCODE`, `-W ignore`.
            var letters = word.text.dropFirst()
            while let letter = letters.first {
                letters = letters.dropFirst()
                guard "cmWXQ".contains(letter) else { continue }
                let value: Word?
                if !letters.isEmpty {
                    value = word.with(text: String(letters))
                } else if index < words.endIndex {
                    value = words[index]
                    index += 1
                } else {
                    value = nil
                }
                letters = ""
                guard letter == "c" || letter == "m", let value else { continue }
                argumentsStart = index
                target = letter == "c" ? .code(value) : .module(value)
                return
            }
        }
        argumentsStart = index
    }
}
