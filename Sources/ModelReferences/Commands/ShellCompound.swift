/// Pipelines, branches, loops and functions.
extension ShellEvaluator {
    mutating func run(item: ShellItem, input: ShellInput) throws(ShellStop) -> Word? {
        let before = state
        let counted = failureCounts
        defer { failureCounts = counted }
        // `set -e` heeds only what no `&&` or `||` follows; `|| exit 1` ends the script by itself.
        let last = item.rest.count
        failureCounts = item.endsScriptOnFailure || (counted && last == 0 && !item.first.isNegated)
        endsScript = item.endsScriptOnFailure
        var output = try run(pipeline: item.first, input: input)
        endsScript = false
        var isCertain = item.first.alwaysSucceeds
        for (index, (isAnd, pipeline)) in item.rest.enumerated() {
            let reached = state
            failureCounts = counted && index == last - 1 && !pipeline.isNegated
            output = joined(output, try run(pipeline: pipeline, input: input))
            // What follows `||` runs only where the rest has failed, so either state may hold. What follows `&&` sees
            // what stands before it; only after the whole line is it in doubt.
            if !isAnd { state = reached.merged(with: state, origin: origin) }
            isCertain = isCertain && isAnd && pipeline.alwaysSucceeds
        }
        if !item.rest.isEmpty, !isCertain, !item.onlyLastIsInDoubt {
            state = doubtful(before)
        }
        if item.isBackground { state = before }
        return output
    }

    /// The state after a line whose parts may not all have run: what they changed is in doubt.
    private func doubtful(_ before: ShellState) -> ShellState { before.merged(with: state, origin: origin) }

    private mutating func run(pipeline: ShellPipeline, input: ShellInput) throws(ShellStop) -> Word? {
        if pipeline.commands.count == 1, let command = pipeline.commands.first {
            return try run(command, input: input)
        }
        let before = state
        let counted = failureCounts
        var input = input
        var output: Word?
        for (index, command) in pipeline.commands.enumerated() {
            // Each part is a process of its own, and only the last one's failure is the pipeline's.
            state = before
            failureCounts = counted && index == pipeline.commands.count - 1
            output = try run(command, input: input)
            input = output.map { .known($0) } ?? .unknown(program: command.program ?? "a command")
        }
        state = before
        return output
    }

    mutating func run(_ command: ShellCommand, input: ShellInput) throws(ShellStop) -> Word? {
        steps += 1
        guard steps <= Self.maximumSteps else { throw ShellStop() }
        switch command {
        case .simple(let simple): return try run(simple, input: input)
        case .group(let list, let redirections):
            return try redirected(redirections, input) { (self, input) throws(ShellStop) in
                try self.run(list, input: input)
            }
        case .subshell(let list, let redirections):
            let before = state
            let counted = failureCounts
            failureCounts = counted && before.stopsOnError
            defer {
                state = before
                failureCounts = counted
            }
            return try redirected(redirections, input) { (self, input) throws(ShellStop) in
                try self.run(list, input: input)
            }
        case .conditional(let branches, let otherwise, let redirections):
            return try redirected(redirections, input) { (self, input) throws(ShellStop) in
                try self.run(branches, otherwise: otherwise, input: input)
            }
        case .loop(let condition, let body, let redirections):
            return try redirected(redirections, input) { (self, input) throws(ShellStop) in
                try self.run(condition: condition, body: body, input: input)
            }
        case .forEach(let name, let words, let body, let redirections):
            return try redirected(redirections, input) { (self, input) throws(ShellStop) in
                try self.run(name: name, words: words, body: body, input: input)
            }
        case .match(let bodies, let redirections):
            return try redirected(redirections, input) { (self, input) throws(ShellStop) in
                try self.run(bodies.map { (ShellList(), $0) }, otherwise: nil, input: input)
            }
        case .function(let name, let body):
            functions[name] = body
            return origin.known("")
        case .test(let words, _):
            _ = try fields(words)
            return origin.known("")
        }
    }

    // MARK: - Branches and loops

    private mutating func run(
        _ branches: [(condition: ShellList, body: ShellList)], otherwise: ShellList?, input: ShellInput
    ) throws(ShellStop) -> Word? {
        var outcomes: [ShellState] = []
        for (condition, body) in branches {
            try runCondition(condition, input: input)
            let tested = state
            _ = try run(body, input: input)
            outcomes.append(state)
            state = tested
        }
        if let otherwise { _ = try run(otherwise, input: input) }
        for outcome in outcomes { state = state.merged(with: outcome, origin: origin) }
        return nil
    }

    private mutating func runCondition(_ condition: ShellList, input: ShellInput) throws(ShellStop) {
        let counted = failureCounts
        failureCounts = false
        defer { failureCounts = counted }
        _ = try run(condition, input: input)
    }

    private mutating func run(
        condition: ShellList, body: ShellList, input: ShellInput
    ) throws(ShellStop) -> Word? {
        if let simple = condition.onlyRead, case .known(let text) = input {
            try runLines(of: text, simple, body: body)
            return nil
        }
        let before = state
        try runCondition(condition, input: input)
        _ = try run(body, input: input)
        let after = before.merged(with: state, origin: origin)
        guard after != before else { return nil }
        // The second time round the body sees what it has changed itself.
        state = after
        try runCondition(condition, input: input)
        _ = try run(body, input: input)
        state = after.merged(with: state, origin: origin)
        return nil
    }

    private mutating func run(
        name: String, words: [ShellWord]?, body: ShellList, input: ShellInput
    ) throws(ShellStop) -> Word? {
        let values = try words.map { words throws(ShellStop) in try fields(words) } ?? state.positional
        let before = state
        for value in values {
            try assign(name, ShellValue(value))
            _ = try run(body, input: input)
        }
        // Whether a loop over unknown words runs at all is unknown.
        if values.contains(where: { !$0.unresolved.isEmpty }) { state = doubtful(before) }
        return nil
    }

    /// `while read -r name; do …; done`, where it is known what it reads.
    private mutating func runLines(of text: Word, _ read: ShellSimpleCommand, body: ShellList) throws(ShellStop) {
        let call = ReadCall(read.words.dropFirst().compactMap(\.plainText))
        var separator: Word?
        if let assignment = read.assignments.last(where: { $0.name == "IFS" }), case .word(let word) = assignment.value
        {
            separator = try single(word)
        }
        for line in text.text.utf8.split(separator: Byte.newline) {
            try assign(call, line: line, of: text, by: separator)
            _ = try run(body, input: .none)
        }
    }

    mutating func call(
        _ body: ShellCommand, arguments: [Word], input: ShellInput
    ) throws(ShellStop) -> Word? {
        guard calls < Self.maximumCalls else {
            note(opaque: callsTooDeeply)
            return nil
        }
        let positional = state.positional
        calls += 1
        state.positional = arguments
        defer {
            calls -= 1
            state.positional = positional
        }
        return try run(body, input: input)
    }
}

extension ShellItem {
    /// `a && echo x | b`: simple commands of which each must succeed. Before a pipe only what prints may stand, since
    /// its failure would not count.
    var isChain: Bool {
        guard !isBackground, rest.allSatisfy(\.isAnd) else { return false }
        return ([first] + rest.map(\.pipeline)).allSatisfy { pipeline in
            guard !pipeline.isNegated, case .simple = pipeline.commands.last else { return false }
            return pipeline.commands.dropLast().allSatisfy { command in
                command.program.map { ["echo", "printf", "cat"].contains($0) } ?? false
            }
        }
    }

    /// `check || exit 1`
    fileprivate var endsScriptOnFailure: Bool {
        guard rest.count == 1, !rest[0].isAnd, !first.isNegated, rest[0].pipeline.commands.count == 1 else {
            return false
        }
        switch rest[0].pipeline.commands[0] {
        case .simple(let simple): return simple.exitsWithFailure
        case .group(let list, _):
            guard let item = list.items.last, item.rest.isEmpty, case .simple(let simple) = item.first.commands.last
            else {
                return false
            }
            return simple.exitsWithFailure
        default: return false
        }
    }

    /// `a && b && c`, where only whether the last one succeeds is open: then everything before it has run.
    fileprivate var onlyLastIsInDoubt: Bool {
        guard rest.allSatisfy(\.isAnd) else { return false }
        return first.alwaysSucceeds && rest.dropLast().allSatisfy(\.pipeline.alwaysSucceeds)
    }
}

extension ShellSimpleCommand {
    fileprivate var exitsWithFailure: Bool {
        guard words.first?.plainText == "exit", words.count == 2 else { return false }
        return words[1].plainText.flatMap { Int($0) }.map { $0 % 256 != 0 } ?? false
    }
}

extension ShellPipeline {
    /// Whether what stands after it with `&&` surely runs: assignments, and commands that do not fail in practice.
    fileprivate var alwaysSucceeds: Bool {
        guard commands.count == 1, case .simple(let simple) = commands[0] else { return false }
        guard let program = simple.words.first else { return true }
        return program.plainText.map(Self.neverFailing.contains) ?? false
    }

    private static let neverFailing: Set<String> = [
        "export", "echo", "printf", "set", ":", "true", "local", "declare", "readonly", "typeset", "shift",
    ]
}

extension ShellCommand {
    fileprivate var program: String? {
        guard case .simple(let simple) = self else { return nil }
        return simple.words.first?.plainText
    }
}

extension ShellList {
    /// `read -r a b`, where that is all the condition there is.
    fileprivate var onlyRead: ShellSimpleCommand? {
        guard items.count == 1, items[0].rest.allSatisfy({ !$0.isAnd }), let command = items[0].first.commands.first,
            items[0].first.commands.count == 1, case .simple(let simple) = command,
            simple.words.first?.plainText == "read"
        else { return nil }
        return simple
    }
}

// MARK: - What the user reads

private let callsTooDeeply = "calls functions within functions more deeply than can be followed"
