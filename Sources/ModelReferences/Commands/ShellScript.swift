/// Reads the text of a shell script: what `sh -c` is given, or what stands in a ConfigMap.
package enum ShellScript {
    package static func read(
        _ text: Word, environment: [String: Word] = [:], arguments: [Word] = []
    ) -> ShellReading {
        var evaluator = ShellEvaluator(origin: Word("", path: text.path, position: text.position))
        evaluator.state.environment = environment
        evaluator.state.positional = arguments
        return evaluator.finish { (self) throws(ShellStop) in _ = try self.run(script: text) }
    }
}

extension CommandLine {
    /// Reads what a container runs: `command` and `args` together, as the kubelet hands them to the runtime.
    ///
    /// Where there is no `command`, the image's own entrypoint gets the `args`: then the program is the empty word. Since
    /// an image without an entrypoint, and many entrypoint scripts, run their arguments as a command, `args` that begin
    /// with a program are read as one as well.
    package static func commands(
        command: [Word], args: [Word], environment: [String: Word] = [:]
    ) -> ShellReading {
        guard let first = command.first ?? args.first else { return ShellReading() }
        var evaluator = ShellEvaluator(origin: Word("", path: first.path, position: first.position))
        evaluator.state.environment = environment
        return evaluator.finish { (self) throws(ShellStop) in
            if command.isEmpty {
                self.record(
                    ShellInvocation(words: [first.known("")] + args, environment: environment), .none)
                if Flag(first) != nil { return }
            }
            _ = try self.run(ShellInvocation(words: command + args, environment: environment), input: .none)
        }
    }
}

extension ShellEvaluator {
    fileprivate mutating func finish(_ body: (inout ShellEvaluator) throws(ShellStop) -> Void) -> ShellReading {
        do {
            try body(&self)
        } catch {
            note(opaque: tooMuch)
        }
        reading.environment = state.environment
        return reading
    }
}

// MARK: - What the user reads

private let tooMuch = "does more than can be followed"
