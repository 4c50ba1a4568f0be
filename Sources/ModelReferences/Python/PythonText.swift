/// Reads Python source for what it loads: hub downloads, `from_pretrained`, model registries, object stores.
///
/// Nothing is run. Constants are followed where they are assigned to a simple variable or read from the environment;
/// whatever else decides about a name makes the reference unresolved.
package enum PythonText {
    /// What the code loads, in the order in which it stands.
    package static func references(
        in text: Word, environment: Variables = [:]
    ) -> [FoundReference] {
        read(text, environment: environment).references
    }

    /// The same with the commands that the code starts, and what of it cannot be read.
    package static func read(_ text: Word, environment: Variables = [:]) -> ShellReading {
        ShellScript.read(python: text, environment: environment)
    }
}

/// What a value in Python source is, as far as the text says.
enum PythonValue {
    case text(Word)
    /// The local path that a download returns.
    case fetched
    /// Nobody knows; the name says what it depends on.
    case unknown(String)
    case list([PythonValue])
    case none

    var word: Word? {
        guard case .text(let word) = self else { return nil }
        return word
    }
}

/// A command that Python code starts.
enum PythonCommand {
    case shell(Word)
    case words([Word])
}

/// One pass over the tokens: assignments are remembered, calls are read.
struct PythonReader {
    static let maximumText = 1 << 20
    static let maximumReferences = 512

    let origin: Word
    let environment: Variables
    let tokens: [PythonToken]
    let closing: [Int: Int]
    private(set) var references: [FoundReference] = []
    private(set) var commands: [PythonCommand] = []
    private(set) var opaque: [String] = []
    var variables: [String: PythonValue] = [:]
    /// Names that the code imports, with the modules that they come from.
    var imports: Set<String> = []
    /// The last bucket that was named, for clients that name bucket and object in two calls.
    var bucket: Word?

    init(_ text: Word, environment: Variables) {
        origin = Word("", at: text.place)
        self.environment = environment
        guard text.text.utf8.count <= Self.maximumText else {
            (tokens, closing) = ([.newline], [:])
            opaque = [tooLong]
            return
        }
        let tokenizer = PythonTokenizer(text.text)
        (tokens, closing) = (tokenizer.tokens, tokenizer.closing)
        if tokenizer.isCut { opaque = [tooLong] }
        if text.isUnknownAltogether { opaque.append(unknownCode(text.text)) }
        readAll()
    }

    mutating func add(_ reference: FoundReference) {
        guard references.count < Self.maximumReferences, !references.contains(reference) else { return }
        references.append(reference)
    }

    mutating func add(_ command: PythonCommand) {
        if commands.count < Self.maximumReferences { commands.append(command) }
    }

    mutating func note(opaque reason: String) { if !opaque.contains(reason) { opaque.append(reason) } }

    // MARK: - Statements

    private mutating func readAll() {
        var index = 0
        var startsStatement = true
        while index < tokens.count {
            switch tokens[index] {
            case .newline: startsStatement = true
            case .name(let name):
                if startsStatement { readStatement(at: index, name) }
                startsStatement = name == "else" || name == "try"
                let end = readName(at: index)
                index = end
                continue
            // `else:`, `if x:` and the like are followed by a statement.
            case .symbol(let byte): startsStatement = byte == Byte.colon
            default: startsStatement = false
            }
            index += 1
        }
    }

    /// Reads a dotted name and, where it is called, the call; the index after the name.
    private mutating func readName(at start: Int) -> Int {
        let (name, end) = dottedName(at: start)
        if end < tokens.count, tokens[end].isSymbol("(") {
            // `def f(model="x")`: defaults, not a call.
            if start > 0, case .name(let keyword) = tokens[start - 1], keyword == "def" || keyword == "class" {
                readDefaults(PythonCallSite(self, name: name, open: end))
            } else {
                read(PythonCallSite(self, name: name, open: end))
            }
        }
        return end
    }

    /// `a.b.c` from `start`, with calls and subscripts in between left out: `client().get` is `client.get`.
    func dottedName(at start: Int) -> (name: String, end: Int) {
        guard case .name(let first) = tokens[start] else { return ("", start + 1) }
        // The receiver of a method that is called on another call's result: `Api().artifact(…)`.
        var name = start > 0 && tokens[start - 1].isSymbol(".") ? ".\(first)" : first
        var index = start + 1
        while index + 1 < tokens.count, tokens[index].isSymbol("."), case .name(let next) = tokens[index + 1] {
            name += ".\(next)"
            index += 2
        }
        return (name, index)
    }

    private mutating func readStatement(at start: Int, _ first: String) {
        if first == "import" || first == "from" { return readImport(at: start) }
        if first == "for" { return readLoop(at: start) }
        let (name, end) = dottedName(at: start)
        guard end < tokens.count else { return }
        var equals = end
        if tokens[end].isSymbol(":") {
            // `name: type = value`
            equals += 1
            while equals < tokens.count, tokens[equals] != .newline, !tokens[equals].isSymbol("="), equals - end < 16 {
                equals += 1
            }
        }
        guard equals < tokens.count, tokens[equals].isSymbol("=") else {
            if tokens[end] == .otherOperator, variables[name] != nil { variables[name] = .unknown(name) }
            return
        }
        assign(name, value(from: equals + 1, to: endOfStatement(equals + 1)))
    }

    /// `for name in ["a", "b"]:`: the name holds each of them.
    private mutating func readLoop(at start: Int) {
        guard start + 3 < tokens.count, case .name(let name) = tokens[start + 1], case .name("in") = tokens[start + 2]
        else { return }
        var end = start + 3
        while end < tokens.count, tokens[end] != .newline, !tokens[end].isSymbol(":") {
            end = closing[end].map { $0 + 1 } ?? end + 1
        }
        guard case .list(let items) = value(from: start + 3, to: min(end, tokens.count)),
            items.allSatisfy({ $0.word != nil })
        else { return }
        assign(name, .list(items))
    }

    private func endOfStatement(_ start: Int) -> Int {
        var index = start
        while index < tokens.count, tokens[index] != .newline {
            index = closing[index].map { $0 + 1 } ?? index + 1
        }
        return min(index, tokens.count)
    }

    /// A name that is given two different values holds either of them.
    mutating func assign(_ name: String, _ value: PythonValue) {
        guard variables.count < 2048 || variables[name] != nil else { return }
        guard let old = variables[name] else {
            variables[name] = value
            return
        }
        switch (old, value) {
        case (.text(let old), .text(let new)):
            if old != new { variables[name] = .text(new.doubted(name)) }
        case (.fetched, .fetched): break
        default: variables[name] = .unknown(name)
        }
    }

    private mutating func readImport(at start: Int) {
        var index = start
        while index < tokens.count, tokens[index] != .newline, index - start < 256 {
            if case .name(let name) = tokens[index], name != "import", name != "from", name != "as" {
                imports.insert(name)
            }
            index += 1
        }
    }

    private mutating func readDefaults(_ call: PythonCallSite) {
        for (name, range) in call.keywords {
            if case .text(let word) = value(from: range.lowerBound, to: range.upperBound), variables[name] == nil {
                variables[name] = .text(word.doubted(name))
            }
        }
    }
}

/// A call, split into its arguments.
struct PythonCallSite {
    /// As it is written: `AutoModel.from_pretrained`.
    var name: String
    var positional: [Range<Int>] = []
    var keywords: [(name: String, range: Range<Int>)] = []
    var end: Int

    init(_ reader: PythonReader, name: String, open: Int) {
        self.name = name
        end = reader.closing[open] ?? reader.tokens.count
        var start = open + 1
        while start < end {
            var stop = start
            while stop < end, !reader.tokens[stop].isSymbol(",") {
                stop = min(reader.closing[stop].map { $0 + 1 } ?? stop + 1, end)
            }
            append(reader, start..<stop)
            start = stop + 1
        }
    }

    private mutating func append(_ reader: PythonReader, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        guard case .name(let name) = reader.tokens[range.lowerBound] else { return positional.append(range) }
        var equals = range.lowerBound + 1
        // `name: type = value` in a definition.
        if equals < range.upperBound, reader.tokens[equals].isSymbol(":") {
            while equals < range.upperBound, !reader.tokens[equals].isSymbol("=") { equals += 1 }
        }
        guard equals < range.upperBound, reader.tokens[equals].isSymbol("=") else { return positional.append(range) }
        keywords.append((name, (equals + 1)..<range.upperBound))
    }

    /// The last part of the name: `from_pretrained`.
    var function: String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
        return String(name[name.utf8.index(after: dot)...])
    }

    /// What it is called on: `AutoModel`, `mlflow.pyfunc`; empty where it is called by itself.
    var receiver: String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(name[..<dot])
    }

    func keyword(_ names: [String]) -> Range<Int>? {
        for name in names {
            if let found = keywords.last(where: { $0.name == name }) { return found.range }
        }
        return nil
    }

    func argument(_ position: Int?, _ names: [String]) -> Range<Int>? {
        if let range = keyword(names) { return range }
        guard let position, position < positional.count else { return nil }
        return positional[position]
    }
}

// MARK: - What the user reads

private let tooLong = "runs Python code that is longer than can be followed"
private func unknownCode(_ text: String) -> String { "runs Python code that the object does not show (`\(text)`)" }
