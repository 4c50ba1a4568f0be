/// Simple commands: assignments, redirections, functions and what the shell does by itself.
extension ShellEvaluator {
    mutating func run(_ simple: ShellSimpleCommand, input: ShellInput) throws(ShellStop) -> Word? {
        let words = try fields(simple.words)
        guard let program = words.first else {
            for assignment in simple.assignments { try assign(assignment, exported: false) }
            return try redirected(simple.redirections, input) { (self, _) throws(ShellStop) in self.origin.known("") }
        }
        let before = state
        for assignment in simple.assignments { try assign(assignment, exported: true) }
        let environment = state.environment
        // `X=y command`: for that command only.
        if !simple.assignments.isEmpty { state = before }
        var invocation = ShellInvocation(words: words, environment: environment)
        invocation.hasOwnInput = simple.redirections.contains(where: \.isInput)
        return try redirected(simple.redirections, input) { [invocation] (self, input) throws(ShellStop) in
            if let function = self.functions[program.text] {
                return try self.call(function, arguments: Array(words.dropFirst()), input: input)
            }
            if let output = try self.runBuiltin(invocation, declarations: simple.declarations, input: input) {
                return output.text
            }
            return try self.run(invocation, input: input)
        }
    }

    // MARK: - Assignments

    mutating func assign(_ name: String, _ value: ShellValue, exported: Bool = false) throws(ShellStop) {
        guard state.variables[name] != nil || state.variables.count < Self.maximumVariables else { throw ShellStop() }
        state.set(name, value, exported: exported, origin: origin)
    }

    mutating func assign(_ assignment: ShellAssignment, exported: Bool) throws(ShellStop) {
        var value: ShellValue
        switch assignment.value {
        case .word(let word): value = ShellValue(try single(word))
        case .array(let words): value = ShellValue(words: try fields(words))
        }
        let old = state.value(of: assignment.name)
        if assignment.isElement {
            // Which element it is does not matter: any of them may be read.
            value = ShellValue(words: (old?.words ?? []) + value.words.map { $0.doubted(assignment.name) })
        } else if assignment.appends {
            value = try appended(old ?? ShellValue(origin.unknown(assignment.name)), value, assignment)
        }
        try assign(assignment.name, value, exported: exported)
    }

    private mutating func appended(
        _ old: ShellValue, _ new: ShellValue, _ assignment: ShellAssignment
    ) throws(ShellStop) -> ShellValue {
        if case .array = assignment.value { return ShellValue(words: old.words + new.words) }
        var joined = old.joined(at: origin)
        let added = new.joined(at: origin)
        try charge(joined.text.utf8.count + added.text.utf8.count)
        joined.text += added.text
        for name in added.unresolved { joined = joined.doubted(name) }
        return ShellValue(joined)
    }

    // MARK: - Redirections

    /// Runs `body` with the input that the redirections give it, and hands its output to the file that they name.
    mutating func redirected(
        _ redirections: [ShellRedirection], _ input: ShellInput,
        _ body: (inout ShellEvaluator, ShellInput) throws(ShellStop) -> Word?
    ) throws(ShellStop) -> Word? {
        guard !redirections.isEmpty else { return try body(&self, input) }
        var input = input
        var target: (word: Word, appends: Bool)?
        for redirection in redirections {
            switch redirection.kind {
            case .hereDocument(let document): input = .known(try single(document.body))
            case .hereString(let word):
                var text = try single(word)
                text.text += "\n"
                input = .known(text)
            case .input(let word): input = contents(of: try single(word))
            case .output(let word, let appends): target = (try single(word), appends)
            case .other(let word): _ = try single(word)
            }
        }
        let before = outputFile
        if let target { outputFile = target.word }
        defer { outputFile = before }
        let output = try body(&self, input)
        guard let target else { return output }
        write(output, to: target.word, appends: target.appends)
        return origin.known("")
    }

    private func contents(of file: Word) -> ShellInput {
        if file.text == "/dev/null" { return .none }
        guard file.unresolved.isEmpty else { return .unknown(program: file.text) }
        switch self.file(file.text) {
        case .text(let text): return .known(text)
        case .fetched(let program): return .unknown(program: program)
        case nil: return .unknown(program: file.text)
        }
    }

    /// Remembers what the script writes into a file, so that it can be read where the script runs it.
    mutating func write(_ output: Word?, to file: Word, appends: Bool) {
        guard file.unresolved.isEmpty, file.text != "/dev/null", files.count < 64 else { return }
        let path = absolute(file.text)
        guard var output else {
            files[path] = .fetched(program: "a command")
            return
        }
        if appends, case .text(let old) = files[path] {
            output.text = old.text + output.text
            output.unresolved = Word.names(of: [old, output])
        }
        files[path] = .text(output)
    }

    /// The path of a file, below the directory that the script has changed to.
    func absolute(_ path: String) -> String {
        let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        guard !path.hasPrefix("/"), let directory = state.directory else { return path }
        return directory.text.hasSuffix("/") ? directory.text + path : "\(directory.text)/\(path)"
    }
}

/// A command with the variables that its program sees.
struct ShellInvocation {
    var words: [Word]
    var environment: Variables
    /// Whether a launcher of training and inference runs it (`torchrun`), which calls no service.
    var isLaunched = false
    /// Whether its input is given to it alone, and to no loop around it.
    var hasOwnInput = false

    var name: String { words.first?.text ?? "" }
}
