/// Python that a script runs.
extension ShellEvaluator {
    mutating func runPython(_ command: CommandLine, input: ShellInput) throws(ShellStop) -> Word? {
        if let code = command.pythonCode { return try runPythonCode(code, environment: command.environment) }
        if let file = command.pythonScript {
            return try runFile(
                file, .python, arguments: Array(command.arguments), environment: command.environment, input: input)
        }
        if command.module == nil, case .unknown(let program) = input { note(opaque: pipedCode(program)) }
        return nil
    }

    mutating func runPythonCode(_ code: Word, environment: [String: Word]) throws(ShellStop) -> Word? {
        nil
    }
}

// MARK: - What the user reads

private func pipedCode(_ program: String) -> String { "runs Python code that it gets from `\(program)`" }
