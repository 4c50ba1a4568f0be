/// Reads the text of a shell script: what `sh -c` is given, or what stands in a ConfigMap.
package enum ShellScript {
    package static func read(
        _ text: Word, environment: Variables = [:], arguments: [Word] = []
    ) -> ShellReading {
        read(text, environment: environment, arguments: arguments, files: nil)
    }

    /// - Parameter files: those of the container that the input shows.
    static func read(
        _ text: Word, environment: Variables, arguments: [Word] = [], files: ShownFiles?
    ) -> ShellReading {
        ShellEvaluator.read(at: text, environment: environment) { (self) throws(ShellStop) in
            self.state.positional = arguments
            self.shown = files
            _ = try self.run(script: text)
        }
    }

    /// Reads Python source with the commands that it starts.
    static func read(python text: Word, environment: Variables, arguments: [Word]? = nil) -> ShellReading {
        ShellEvaluator.read(at: text, environment: environment) { (self) throws(ShellStop) in
            _ = try self.runPythonCode(text, environment: environment, arguments: arguments)
        }
    }
}

extension CommandLine {
    /// Reads what a container runs: `command` and `args` together, as the kubelet hands them to the runtime.
    package static func commands(
        command: [Word], args: [Word], environment: Variables = [:]
    ) -> ShellReading {
        commands(command: command, args: args, environment: environment, files: nil)
    }

    /// - Parameter files: those of the container that the input shows.
    static func commands(
        command: [Word], args: [Word], environment: Variables, files: ShownFiles?
    ) -> ShellReading {
        let words = args.isEmpty ? command : command + args
        guard let first = words.first else { return ShellReading() }
        return ShellEvaluator.read(at: first, environment: environment) { (self) throws(ShellStop) in
            self.shown = files
            _ = try self.run(ShellInvocation(words: words, environment: environment), input: .none)
        }
    }
}

extension ShellEvaluator {
    fileprivate static func read(
        at place: Word, environment: Variables,
        _ body: (inout ShellEvaluator) throws(ShellStop) -> Void
    ) -> ShellReading {
        var evaluator = ShellEvaluator(origin: Word("", at: place.place))
        evaluator.state.environment = environment
        evaluator.containerEnvironment = environment
        do {
            try body(&evaluator)
        } catch {
            evaluator.note(opaque: ShellBounds.tooMuch)
        }
        return evaluator.finish()
    }

    /// Adds what the commands download, and takes out what only repeats a download by its local path.
    private mutating func finish() -> ShellReading {
        let fetches = Downloads(of: reading.commands, fetching: fetched)
        if fetches.isCut { note(opaque: ShellBounds.tooMuch) }
        let downloads = fetches.found
        var reading = ShellReading()
        swap(&reading, &self.reading)
        reading.environment = state.environment
        guard !downloads.isEmpty || !reading.references.isEmpty else { return reading }
        let all =
            downloads.map { reference in
                var reference = reference
                if reference.scriptEnvironment == containerEnvironment { reference.scriptEnvironment = nil }
                return reference
            } + reading.references
        let kept = all.filter { reference in !Self.isLocalCopy(reference, of: all) }
        reading.references = kept.filter(\.isLikelyModel)
        reading.otherDownloads = kept.filter { !$0.isLikelyModel }
        return reading
    }

    /// `from_pretrained("/models/x")` after a download to `/models/x` reads that download.
    private static func isLocalCopy(_ reference: FoundReference, of all: [FoundReference]) -> Bool {
        guard reference.value.hasPrefix("/") || reference.value.hasPrefix("./"), reference.pinning == nil else {
            return false
        }
        return all.contains { other in
            guard let destination = other.destination, !destination.isEmpty, other.value != reference.value else {
                return false
            }
            let directory = destination.hasSuffix("/") ? destination : "\(destination)/"
            return reference.value == destination || reference.value.hasPrefix(directory)
        }
    }

    mutating func add(_ reference: FoundReference, environment: Variables) {
        var reference = reference
        if environment != containerEnvironment { reference.scriptEnvironment = environment }
        guard reading.references.count < 1024 else { return note(opaque: ShellBounds.tooMuch) }
        reading.references.append(reference)
    }
}

// MARK: - What the user reads
