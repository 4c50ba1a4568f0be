/// Pipelines, branches, loops and functions.
extension ShellEvaluator {
    mutating func run(item: ShellItem, input: ShellInput) throws(ShellStop) -> Word? {
        let before = state
        var output = try run(pipeline: item.first, input: input)
        var isCertain = item.first.alwaysSucceeds
        for (isAnd, pipeline) in item.rest {
            let reached = state
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
        var input = input
        var output: Word?
        for command in pipeline.commands {
            // Each part is a process of its own.
            state = before
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
            defer { state = before }
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
            _ = try run(condition, input: input)
            let tested = state
            _ = try run(body, input: input)
            outcomes.append(state)
            state = tested
        }
        if let otherwise { _ = try run(otherwise, input: input) }
        for outcome in outcomes { state = state.merged(with: outcome, origin: origin) }
        return nil
    }

    private mutating func run(
        condition: ShellList, body: ShellList, input: ShellInput
    ) throws(ShellStop) -> Word? {
        if let names = condition.readNames, case .known(let text) = input {
            try runLines(of: text, names: names, body: body)
            return nil
        }
        let before = state
        _ = try run(condition, input: input)
        _ = try run(body, input: input)
        let after = before.merged(with: state, origin: origin)
        guard after != before else { return nil }
        // The second time round the body sees what it has changed itself.
        state = after
        _ = try run(condition, input: input)
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
    private mutating func runLines(of text: Word, names: [String], body: ShellList) throws(ShellStop) {
        for line in text.text.utf8.split(separator: Byte.newline) {
            var rest = line
            for (index, name) in names.enumerated() {
                rest = rest.drop(while: Byte.isBlank)
                let isLast = index == names.count - 1
                let end = isLast ? rest.endIndex : rest.firstIndex(where: Byte.isBlank) ?? rest.endIndex
                var value = String(decoding: rest[..<end], as: UTF8.self)
                while isLast, value.utf8.last.map(Byte.isBlank) == true { value.removeLast() }
                rest = rest[end...]
                try assign(name, ShellValue(text.with(text: value)))
            }
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
    /// `a && b && c`, where only whether the last one succeeds is open: then everything before it has run.
    fileprivate var onlyLastIsInDoubt: Bool {
        guard rest.allSatisfy(\.isAnd) else { return false }
        return first.alwaysSucceeds && rest.dropLast().allSatisfy(\.pipeline.alwaysSucceeds)
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
    /// The variables of `read -r a b`, where that is all the condition there is.
    fileprivate var readNames: [String]? {
        guard items.count == 1, items[0].rest.allSatisfy({ !$0.isAnd }), let command = items[0].first.commands.first,
            items[0].first.commands.count == 1, case .simple(let simple) = command,
            simple.words.first?.plainText == "read"
        else { return nil }
        let names = simple.words.dropFirst().compactMap(\.plainText).filter { !$0.hasPrefix("-") }
        return names.isEmpty ? ["REPLY"] : names
    }
}

// MARK: - What the user reads

private let callsTooDeeply = "calls functions within functions more deeply than can be followed"
