/// Programs that run other programs: prefixes, shells and interpreters.
extension ShellEvaluator {
    /// Takes one command as a process would start it. The result is what it prints, where that is known.
    mutating func run(_ invocation: ShellInvocation, input: ShellInput) throws(ShellStop) -> Word? {
        steps += 1
        guard steps <= Self.maximumSteps, prefixes < Self.maximumCalls else { throw ShellStop() }
        prefixes += 1
        defer { prefixes -= 1 }
        guard let first = invocation.words.first else { return origin.known("") }
        guard first.unresolved.isEmpty else {
            note(opaque: unknownProgram(first.text))
            record(invocation, input)
            return nil
        }
        let program = CommandLine.fileName(first.text)
        guard Self.runners.contains(program) else { return try runProgram(invocation, program, input: input) }
        if let inner = stripped(invocation, program) { return try runInner(inner, input: input) }
        if Self.shells.contains(program) { return try runShell(invocation, input: input) }
        switch program {
        case "su", "runuser", "script", "flock":
            guard let code = value(after: "-c", in: invocation.words) else { break }
            return try runProcess(
                script: code, name: nil, arguments: [], environment: invocation.environment, input: input)
        case "xargs": return try runForEach(invocation, input: input)
        case "parallel": return try runParallel(invocation, input: input)
        case "find", "fd": try runFound(invocation, input: input)
        case "watch":
            let text = invocation.words.dropFirst().drop { $0.text.hasPrefix("-") }.map(\.text).joined(separator: " ")
            return try runProcess(
                script: origin.known(text), name: nil, arguments: [], environment: invocation.environment)
        case "perl", "ruby", "node", "nodejs", "php", "lua", "Rscript", "pwsh", "powershell", "fish", "csh", "tcsh":
            readInterpreter(invocation, program, input)
        default: return try runProgram(invocation, program, input: input)
        }
        record(invocation, input)
        return nil
    }

    /// Programs that run others, whose code is in another language, or that read a script: most run nothing but themselves.
    private static let runners = NameTable(
        Array(CommandPrefix.byName.keys) + Array(shells) + [
            "su", "runuser", "script", "flock", "xargs", "parallel", "find", "fd", "watch", "perl", "ruby", "node",
            "nodejs", "php", "lua", "Rscript", "pwsh", "powershell", "fish", "csh", "tcsh",
        ])

    private mutating func runProgram(
        _ invocation: ShellInvocation, _ program: String, input: ShellInput
    ) throws(ShellStop) -> Word? {
        let command = record(invocation, input)
        if command.isPython { return try runPython(command, input: input) }
        try runScriptFile(invocation, program, input: input)
        return nil
    }

    @discardableResult
    mutating func record(_ invocation: ShellInvocation, _ input: ShellInput) -> CommandLine {
        var command = CommandLine(
            words: invocation.words, environment: invocation.environment, outputFile: outputFile,
            workingDirectory: state.directory)
        command.isLaunched = invocation.isLaunched
        if case .known(let text) = input { command.input = text }
        command.stopsOnFailure = calls <= 1 && failureCounts && (state.stopsOnError || endsScript)
        if command.input == nil { command.input = fileInput(of: command) }
        if calls <= 1 { direct.append(reading.commands.count) }
        reading.commands.append(command)
        let references = Downloader.running(command)?.read(command) ?? OwnDownloader.read(command)
        fetched.append(references)
        if let references { note(fetched: references, by: command) }
        return command
    }

    /// A file that comes from elsewhere is no script that the object shows.
    private mutating func note(fetched references: [FoundReference], by command: CommandLine) {
        for reference in references {
            guard let destination = reference.destination, files.count < 64 else { continue }
            files[destination] = .fetched(program: command.program)
        }
    }

    /// The file that the command reads, where its text is known: sums to check, a Modelfile.
    private func fileInput(of command: CommandLine) -> Word? {
        guard !files.isEmpty || shown != nil,
            ["sha256sum", "shasum", "ollama", "wget", "aria2c"].contains(command.program)
        else {
            return nil
        }
        let names = command.words.dropFirst().map(\.text) + (command.program == "ollama" ? ["Modelfile"] : [])
        for name in names {
            if case .text(let text) = file(name) { return text }
        }
        return nil
    }

    // MARK: - Prefixes

    private func stripped(_ invocation: ShellInvocation, _ program: String) -> ShellInvocation? {
        guard let prefixes = CommandPrefix.byName[program] else { return nil }
        for prefix in prefixes {
            guard let (words, assignments) = prefix.strip(invocation.words[...]) else { continue }
            var inner = ShellInvocation(words: Array(words), environment: invocation.environment)
            for word in assignments {
                guard let equals = word.text.utf8.firstIndex(of: Byte.equals) else { continue }
                let value = String(word.text[word.text.utf8.index(after: equals)...])
                inner.environment[String(word.text[..<equals])] = word.with(text: value)
            }
            let runsPython =
                prefix.runsPython || (program == "uv" && words.first.map { $0.text.hasSuffix(".py") } == true)
            inner.isLaunched = invocation.isLaunched || prefix.runsPython
            if runsPython { inner.words.insert(origin.known("python"), at: 0) }
            return inner
        }
        return nil
    }

    private mutating func runInner(_ inner: ShellInvocation, input: ShellInput) throws(ShellStop) -> Word? {
        // `env -S "command line"` and `xvfb-run "command line"` split their one word.
        if inner.words.count == 1, let only = inner.words.first, only.text.utf8.contains(Byte.space) {
            return try runProcess(
                script: only, name: nil, arguments: [], environment: inner.environment, input: input)
        }
        return try run(inner, input: input)
    }

    // MARK: - Shells

    static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "rbash"]

    private mutating func runShell(_ invocation: ShellInvocation, input: ShellInput) throws(ShellStop) -> Word? {
        let call = ShellCall(invocation.words)
        if let code = call.code {
            return try runProcess(
                script: code, name: call.operands.first, arguments: Array(call.operands.dropFirst()),
                environment: invocation.environment, input: input, stopsOnError: call.stopsOnError)
        }
        if let file = call.operands.first, !call.readsInput {
            record(invocation, input)
            return try runFile(
                file, .shell, arguments: Array(call.operands.dropFirst()), environment: invocation.environment,
                input: input)
        }
        switch input {
        case .known(let text):
            return try runProcess(
                script: text, name: nil, arguments: call.operands, environment: invocation.environment)
        case .unknown(let program): note(opaque: pipedScript(program))
        case .none: break
        }
        return nil
    }

    /// A script by its path: what the script itself has written there, or a file for others to look up.
    mutating func runFile(
        _ file: Word, _ language: ScriptFile.Language, arguments: [Word], environment: Variables,
        input: ShellInput
    ) throws(ShellStop) -> Word? {
        guard file.unresolved.isEmpty else {
            note(opaque: unknownFile(file.text))
            return nil
        }
        switch files[absolute(file.text)] {
        case .text(let text):
            guard language != .python else {
                return try runPythonCode(text, environment: environment, arguments: arguments)
            }
            return try runProcess(
                script: text, name: file, arguments: arguments, environment: environment, input: input)
        case .fetched(let program): note(opaque: fetchedFile(file.text, program))
        case nil:
            var path = file
            path.text = absolute(file.text)
            reading.scripts.append(
                ScriptFile(language: language, path: path, arguments: arguments, environment: environment))
        }
        return nil
    }

    /// A program that is run by a path outside the directories of installed programs may be a script from a volume.
    private mutating func runScriptFile(
        _ invocation: ShellInvocation, _ program: String, input: ShellInput
    ) throws(ShellStop) {
        guard let first = invocation.words.first, first.text.utf8.contains(Byte.slash) else { return }
        let directory = first.text.dropLast(program.count)
        guard !Self.programDirectories.contains(String(directory)) else { return }
        let language: ScriptFile.Language =
            program.hasSuffix(".py")
            ? .python : program.hasSuffix(".sh") || program.hasSuffix(".bash") ? .shell : .other
        _ = try runFile(
            first, language, arguments: Array(invocation.words.dropFirst()), environment: invocation.environment,
            input: input)
    }

    private static let programDirectories: Set<String> = [
        "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/",
    ]

    // MARK: - Commands made of what others print

    private mutating func runForEach(_ invocation: ShellInvocation, input: ShellInput) throws(ShellStop) -> Word? {
        let prefix = CommandPrefix(
            names: [], valueFlags: ["-n", "-P", "-I", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs"])
        guard let (words, _) = prefix.strip(invocation.words[...]) else { return nil }
        let placeholder = value(after: "-I", in: invocation.words)?.text
        var items = [origin.unknown("xargs", text: "$(xargs)")]
        if case .known(let text) = input {
            let pieces = text.text.utf8.split(
                whereSeparator: placeholder == nil ? Byte.isBlank : { $0 == Byte.newline })
            items = pieces.map { text.with(text: String(decoding: $0, as: UTF8.self)) }
        }
        let takesOne = placeholder != nil || value(after: "-n", in: invocation.words)?.text == "1"
        let batches = takesOne ? items.map { [$0] } : [items]
        for batch in batches {
            var inner = Array(words)
            if let placeholder, let item = batch.first {
                inner = inner.map { $0.replacing(placeholder, by: item) }
            } else {
                inner += batch
            }
            try charge(inner.reduce(0) { $0 + $1.text.utf8.count })
            _ = try run(ShellInvocation(words: inner, environment: invocation.environment), input: .none)
        }
        return nil
    }

    private mutating func runFound(_ invocation: ShellInvocation, input: ShellInput) throws(ShellStop) {
        guard let start = invocation.words.firstIndex(where: { ["-exec", "-execdir", "-x"].contains($0.text) })
        else { return }
        let file = origin.unknown("{}", text: "{}")
        let words = invocation.words[(start + 1)...].prefix { $0.text != ";" && $0.text != "+" }
        guard !words.isEmpty else { return }
        let inner = words.map { $0.text == "{}" ? file : $0 }
        _ = try run(ShellInvocation(words: inner, environment: invocation.environment), input: input)
    }

    // MARK: - Other interpreters

    private mutating func readInterpreter(_ invocation: ShellInvocation, _ program: String, _ input: ShellInput) {
        if invocation.words.dropFirst().contains(where: { $0.isOption("e") || $0.isOption("c") || $0.isOption("r") }) {
            return note(opaque: otherCode(program))
        }
        guard let file = invocation.words.dropFirst().first(where: { !$0.text.hasPrefix("-") }) else {
            if case .none = input { return }
            return note(opaque: otherCode(program))
        }
        reading.scripts.append(
            ScriptFile(language: .other, path: file, arguments: [], environment: invocation.environment))
    }

    private func value(after option: String, in words: [Word]) -> Word? {
        for (index, word) in words.enumerated() where word.text.hasPrefix(option) {
            if word.text.utf8.count > option.utf8.count {
                return word.with(text: String(word.text.dropFirst(option.count)))
            }
            return index + 1 < words.count ? words[index + 1] : nil
        }
        return nil
    }
}

extension Word {
    func replacing(_ placeholder: String, by item: Word) -> Word {
        guard !placeholder.isEmpty, let range = text.firstRange(ofLiteral: placeholder) else { return self }
        var word = self
        word.text.replaceSubrange(range, with: item.text)
        return word.doubted(all: item.unresolved)
    }
}

extension String {
    /// The first place of `literal`, found by its bytes.
    func firstRange(ofLiteral literal: String) -> Range<String.Index>? {
        let wanted = Array(literal.utf8)
        guard let first = wanted.first else { return nil }
        var index = utf8.startIndex
        while index != utf8.endIndex {
            if utf8[index] == first, utf8[index...].starts(with: wanted) {
                return index..<utf8.index(index, offsetBy: wanted.count)
            }
            index = utf8.index(after: index)
        }
        return nil
    }
}

// MARK: - What the user reads

private func unknownProgram(_ text: String) -> String { "runs a program whose name it computes (`\(text)`)" }
private func pipedScript(_ program: String) -> String { "runs a script that it gets from `\(program)`" }
private func unknownFile(_ text: String) -> String { "runs a script that the object does not show (`\(text)`)" }
private func fetchedFile(_ file: String, _ program: String) -> String {
    "runs `\(file)`, which it gets from \(program)"
}
private func otherCode(_ program: String) -> String { "runs code in `\(program)`, which is not read here" }
