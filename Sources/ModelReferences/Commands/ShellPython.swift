/// Python that a script runs, and the commands that Python starts.
extension ShellEvaluator {
    mutating func runPython(_ command: CommandLine, input: ShellInput) throws(ShellStop) -> Word? {
        if let code = command.pythonCode {
            return try runPythonCode(code, environment: command.environment, arguments: Array(command.arguments))
        }
        if let file = command.pythonScript {
            if Downloader.running(command) != nil { return nil }
            return try runFile(
                file, .python, arguments: Array(command.arguments), environment: command.environment, input: input)
        }
        if let file = command.kubeflowComponent {
            return try runFile(
                file, .python, arguments: Array(command.arguments), environment: command.environment, input: input)
        }
        if command.module == nil, case .unknown(let program) = input { note(opaque: pipedCode(program)) }
        return nil
    }

    mutating func runPythonCode(
        _ code: Word, environment: Variables, arguments: [Word]?
    ) throws(ShellStop) -> Word? {
        try charge(code.text.utf8.count)
        let reader = PythonReader(code, environment: environment, arguments: arguments)
        for reason in reader.opaque { note(opaque: reason) }
        for reference in reader.references { add(reference, environment: environment) }
        for command in reader.commands {
            switch command {
            case .shell(let text):
                _ = try runProcess(script: text, name: nil, arguments: [], environment: environment)
            case .words(let words):
                _ = try run(ShellInvocation(words: words, environment: environment), input: .none)
            }
        }
        return nil
    }
}

extension CommandLine {
    /// The file of the component that Kubeflow Pipelines' executor runs (kubeflow/pipelines
    /// sdk/python/kfp/dsl/executor_main.py).
    fileprivate var kubeflowComponent: Word? {
        guard let module, module.hasPrefix("kfp."), module.hasSuffix(".executor_main") else { return nil }
        return value(of: ["--component-module-path"])
    }
}

// MARK: - What the user reads

private func pipedCode(_ program: String) -> String { "runs Python code that it gets from `\(program)`" }
