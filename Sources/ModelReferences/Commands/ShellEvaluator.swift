/// Follows a script as a shell would, without running anything: which commands it runs, with which words.
///
/// All branches are followed; a loop over known words is unrolled; a variable that a branch may have changed is
/// unresolved after it. The work is bounded, and what lies beyond the bound is said to be unreadable.
struct ShellEvaluator {
    static let maximumSteps = 4096
    static let maximumBytes = 4 << 20
    static let maximumText = 1 << 20
    static let maximumReread = 1 << 18
    static let maximumCalls = 12
    static let maximumVariables = 512

    var reading = ShellReading()
    /// What each of the commands downloads; nil for those that are no downloaders.
    var fetched: [[FoundReference]?] = []
    var state = ShellState()
    var functions: [String: ShellCommand] = [:]
    /// What the script itself has written.
    var files: [String: ShellFile] = [:]
    /// The files of the container that the input shows.
    var shown: ShownFiles?
    /// Variables of the object whose values nobody knows; `$(NAME)` and `$NAME` stand for them in the text.
    var placeholders: Set<String> = []
    /// The variables of the container itself.
    var containerEnvironment: Variables = [:]
    /// Where the standard output of what is being run goes.
    var outputFile: Word?
    /// Indices of the commands that stand in the outermost script itself, not in a function or a nested script.
    var direct: [Int] = []
    /// Programs that run programs that run programs.
    var prefixes = 0
    /// Whether a failure of what is being run can end the whole script: not in a condition, and not before a pipe.
    var failureCounts = true
    /// Whether what is being run is followed by `|| exit 1`.
    var endsScript = false
    /// Path and position for every word.
    var origin: Word
    var steps = 0
    /// How many files `mktemp` has made.
    var temporaryFiles = 0
    private var bytes = 0
    var calls = 0
    private var syntaxErrors = 0
    private var reread = 0

    init(origin: Word) { self.origin = origin }

    mutating func charge(_ count: Int) throws(ShellStop) {
        bytes += count
        guard bytes <= Self.maximumBytes else { throw ShellStop() }
    }

    mutating func note(opaque reason: String) {
        guard !reading.opaque.contains(reason), reading.opaque.count < 32 || ShellBounds.isExceeded(reason) else {
            return
        }
        reading.opaque.append(reason)
    }

    // MARK: - Scripts

    /// Reads a script in the present state; what it sets stays set.
    mutating func run(script text: Word, input: ShellInput = .none) throws(ShellStop) -> Word? {
        guard calls < Self.maximumCalls else {
            note(opaque: ShellBounds.tooDeep)
            return nil
        }
        guard text.text.utf8.count <= Self.maximumText else {
            note(opaque: ShellBounds.tooLong)
            return nil
        }
        try charge(text.text.utf8.count)
        let before = (placeholders, origin)
        calls += 1
        defer {
            calls -= 1
            (placeholders, origin) = before
        }
        placeholders.formUnion(text.unresolved)
        origin = Word("", at: text.place)
        if text.isUnknownAltogether {
            note(opaque: unknownScript(text.text))
            return nil
        }
        var parser = ShellParser(text.text)
        var output: Word? = origin.known("")
        var last: (item: ShellItem, start: Int)?
        while true {
            let items = next(&parser)
            guard !items.isEmpty else { break }
            for item in items {
                last = (item, reading.commands.count)
                output = joined(output, try run(item: item, input: input))
            }
        }
        // Nothing runs after the last line, so a failure in its chain of `&&` is the failure of the script.
        if let last, calls == 1, last.item.isChain {
            for index in direct where index >= last.start { reading.commands[index].stopsOnFailure = true }
        }
        return output
    }

    /// The next commands that can be read. What stands below one that cannot is still read: a construct that we do not
    /// know must not hide a command.
    private mutating func next(_ parser: inout ShellParser) -> [ShellItem] {
        while true {
            let start = parser.cursor
            do {
                return try parser.nextItems()
            } catch {
                note(opaque: error.reason)
                syntaxErrors += 1
                reread += parser.cursor - start
                guard syntaxErrors <= 64, !parser.isExhausted else { return [] }
                // INVARIANT: what is read twice is bounded, so that the time stays linear.
                if reread <= Self.maximumReread { parser.cursor = start }
                parser.recover()
            }
        }
    }

    /// Reads a script as a process of its own: what it sets is gone after it.
    mutating func runProcess(
        script text: Word, name: Word?, arguments: [Word], environment: Variables, input: ShellInput = .none,
        stopsOnError: Bool = false
    ) throws(ShellStop) -> Word? {
        let before = (state, functions)
        defer { (state, functions) = before }
        state = ShellState()
        state.environment = environment
        state.positional = arguments
        state.name = name
        state.directory = before.0.directory
        state.stopsOnError = stopsOnError
        functions = [:]
        return try run(script: text, input: input)
    }

    mutating func run(_ list: ShellList, input: ShellInput) throws(ShellStop) -> Word? {
        var output: Word? = origin.known("")
        for item in list.items {
            output = joined(output, try run(item: item, input: input))
        }
        return output
    }

    /// What a file holds that a command reads: what the script has written there, or what the input shows of it.
    func file(_ path: String) -> ShellFile? {
        let path = absolute(path)
        return files[path] ?? shown?.file(at: path).map { .text($0.word(from: origin)) }
    }

    func joined(_ first: Word?, _ second: Word?) -> Word? {
        guard var first, let second else { return nil }
        guard !second.text.isEmpty else { return first }
        first.text += second.text
        first.unresolved = Word.names(of: [first, second])
        return first
    }
}

/// What a command reads from its standard input.
enum ShellInput {
    case none
    case known(Word)
    /// From a program whose output nobody knows.
    case unknown(program: String)
}

/// What a file that the script itself writes holds.
enum ShellFile {
    case text(Word)
    case fetched(program: String)
}

/// The bound on work is reached.
struct ShellStop: Error {}

// MARK: - What the user reads

private func unknownScript(_ text: String) -> String { "runs a script that the object does not show (`\(text)`)" }
