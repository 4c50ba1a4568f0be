/// Reads tokens in the order in which they stand: assignments are remembered, calls are read. Where functions of the text
/// call each other it is read again with what they are called with.
struct PythonReader {
    static let maximumText = 1 << 20
    static let maximumReferences = 512
    static let maximumPasses = 4

    let origin: Word
    let environment: Variables
    let tokens: [PythonToken]
    let closing: [Int: Int]
    let indentation: [Int: Int]
    private(set) var references: [FoundReference] = []
    private(set) var commands: [PythonCommand] = []
    private(set) var opaque: [String] = []
    var variables: [String: PythonValue] = [:]
    /// Names that the code imports, with the modules that they come from.
    var imports: Set<String> = []
    /// What a name that it imports is called in its module.
    var importedNames: [String: String] = [:]
    /// The last bucket that was named, for clients that name bucket and object in two calls.
    var bucket: Word?
    var loops = PythonLoops()
    var functions = PythonFunctions()
    /// What holds only up to a token: a function's parameters, what a comprehension goes through.
    var scopes: [PythonScope] = []

    init(_ text: Word, environment: Variables, arguments: [Word]? = nil) {
        origin = Word("", at: text.place)
        self.environment = environment
        guard text.text.utf8.count <= Self.maximumText else {
            (tokens, closing, indentation) = ([.newline], [:], [:])
            opaque = [tooLong]
            return
        }
        let tokenizer = PythonTokenizer(text.text)
        (tokens, closing, indentation) = (tokenizer.tokens, tokenizer.closing, tokenizer.indentation)
        if tokenizer.isCut { opaque = [tooLong] }
        if text.isUnknownAltogether { opaque.append(unknownCode(text.text)) }
        if let arguments { variables["sys.argv"] = .list([.unknown("sys.argv")] + arguments.map { .text($0) }) }
        readPasses()
    }

    /// What functions are called with is known behind the last call alone, and stands in front of it.
    private mutating func readPasses() {
        findFunctions()
        let start = self
        for pass in 1...Self.maximumPasses {
            readAll()
            let found = functions.rows
            guard found != functions.known, pass < Self.maximumPasses else { break }
            self = start
            functions.known = found
        }
    }

    mutating func add(_ reference: FoundReference) {
        guard !references.contains(reference) else { return }
        guard references.count < Self.maximumReferences else { return note(opaque: tooLong) }
        references.append(reference)
    }

    mutating func add(_ command: PythonCommand) {
        guard commands.count < Self.maximumReferences else { return note(opaque: tooLong) }
        commands.append(command)
    }

    mutating func note(opaque reason: String) { if !opaque.contains(reason) { opaque.append(reason) } }

    // MARK: - Statements

    private mutating func readAll() {
        var index = 0
        var startsStatement = true
        while index < tokens.count {
            leaveScopes(at: index)
            switch tokens[index] {
            case .newline: startsStatement = true
            case .otherOperator where startsStatement:
                // `*rest, last = values`
                if isLineStart(index) { forgetTargets(from: index) }
                startsStatement = false
            case .name(let name):
                if startsStatement { readStatement(at: index, name) }
                startsStatement = name == "else" || name == "try" || name == "async"
                index = readName(at: index)
                continue
            // `else:`, `if x:` and the like are followed by a statement.
            case .symbol(let byte):
                startsStatement = byte == Byte.colon
                if closing[index] != nil { enterComprehension(at: index) }
            default: startsStatement = false
            }
            index += 1
        }
    }

    /// Reads a dotted name and, where it is called, the call; the index after the name.
    private mutating func readName(at start: Int) -> Int {
        let (name, end) = dottedName(at: start)
        // `with f() as name`, `(name := f())`
        if start > 0, tokens[start - 1] == .name("as") { forget(name) }
        if end < tokens.count, tokens[end] == .walrus { forget(name) }
        guard end < tokens.count, tokens[end].isSymbol("(") else {
            noteHandedOn(name, at: start, end)
            return end
        }
        let call = PythonCallSite(self, name: name, open: end)
        // `def f(model="x")`: defaults, not a call.
        if start > 0, case .name(let keyword) = tokens[start - 1], keyword == "def" || keyword == "class" {
            enterFunction(call, at: start - 1)
        } else if concerns(call) {
            forEachRound(in: end..<call.end) { $0.read(call) }
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
        if first == "case", readPattern(at: start) { return }
        if first == "del", start + 1 < tokens.count { return forget(dottedName(at: start + 1).name) }
        let (name, end) = dottedName(at: start)
        guard end < tokens.count else { return }
        if tokens[end].isSymbol(",") { return readUnpacking(at: start) }
        if tokens[end].isSymbol("[") {
            // `names[0], other = values`
            if let close = closing[end], close + 1 < tokens.count, tokens[close + 1].isSymbol(","), isLineStart(start) {
                return forgetTargets(from: start)
            }
            return readElement(of: name, at: end)
        }
        var equals = end
        if tokens[end].isSymbol(":") {
            // `name: type = value`
            equals += 1
            while equals < tokens.count, tokens[equals] != .newline, !tokens[equals].isSymbol("="), equals - end < 16 {
                equals += 1
            }
        }
        guard equals < tokens.count, tokens[equals].isSymbol("=") else {
            if tokens[end] == .otherOperator { forget(name) }
            return
        }
        // `a = b = value`
        var names = [name]
        var value = equals + 1
        while value < tokens.count, case .name = tokens[value], names.count < 64 {
            let (next, behind) = dottedName(at: value)
            guard behind < tokens.count, tokens[behind].isSymbol("=") else { break }
            names.append(next)
            value = behind + 1
        }
        let held = eachRound(of: value..<max(value, endOfStatement(value)))
        for name in names { assign(name, held) }
    }

    private func isLineStart(_ index: Int) -> Bool { index == 0 || tokens[index - 1] == .newline }

    /// A name gets something that nobody knows.
    mutating func forget(_ name: String) {
        if variables[name] != nil { variables[name] = .unknown(name) }
    }

    /// The targets of an assignment whose values are not followed.
    private mutating func forgetTargets(from start: Int) {
        let end = endOfStatement(start)
        guard let equals = (start..<max(start, end)).first(where: { tokens[$0].isSymbol("=") }) else { return }
        for case .name(let name) in tokens[start..<equals] { forget(name) }
    }

    /// `case name:` gives its names what is matched. Whether it was one: `case` may be a variable too.
    private mutating func readPattern(at start: Int) -> Bool {
        guard isLineStart(start) else { return false }
        let end = endOfStatement(start + 1)
        guard start + 1 < end, !tokens[start + 1].isSymbol("="), !tokens[start + 1].isSymbol("."),
            let colon = (start + 1..<end).first(where: { tokens[$0].isSymbol(":") })
        else { return false }
        for case .name(let name) in tokens[start + 1..<colon] { forget(name) }
        return true
    }

    /// `a, b = "x", "y"`
    private mutating func readUnpacking(at start: Int) {
        guard let (target, next) = target(at: start), next < tokens.count, tokens[next].isSymbol("="),
            case .tuple(let targets) = target
        else { return forgetTargets(from: start) }
        let values = parts(next + 1, endOfStatement(next + 1))
        for (position, target) in targets.enumerated() {
            guard case .name(let name) = target else { continue }
            assign(name, values.count == targets.count ? eachRound(of: values[position]) : .unknown(name))
        }
    }

    /// `names[key] = value`
    private mutating func readElement(of name: String, at open: Int) {
        guard let close = closing[open], close + 1 < tokens.count, tokens[close + 1].isSymbol("="),
            let old = variables[name]
        else { return }
        let value = value(from: close + 2, to: endOfStatement(close + 2))
        switch old {
        case .dictionary(let entries) where entries.count < Self.maximumItems:
            let key = self.value(from: open + 1, to: close)
            variables[name] = .dictionary(entries + [PythonEntry(key: key, value: value)])
        default: variables[name] = .unknown(name)
        }
    }

    func endOfStatement(_ start: Int) -> Int {
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
        // A later loop gives the name its own values.
        case (.each(let old, _), .each(let new, _)) where old != new: variables[name] = value
        default: if old != value { variables[name] = .unknown(name) }
        }
    }
}

// MARK: - What the user reads

private let tooLong = "runs Python code that is longer than can be followed"
private func unknownCode(_ text: String) -> String { "runs Python code that the object does not show (`\(text)`)" }
