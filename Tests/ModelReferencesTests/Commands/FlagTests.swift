import Testing

@testable import ModelReferences

struct FlagTests {
    struct Case: Sendable {
        var words: [String]
        var names: [String]
        var values: [String]
    }

    @Test(
        "a flag is found however it is written",
        arguments: [
            Case(words: ["p", "--model", "x"], names: ["--model"], values: ["x"]),
            Case(words: ["p", "--model=x", "--model=y"], names: ["--model"], values: ["x", "y"]),
            Case(words: ["p", "--model_id=x"], names: ["--model-id"], values: ["x"]),
            Case(words: ["p", "-m", "x", "-M", "y"], names: ["--model", "-m"], values: ["x"]),
            Case(words: ["p", "-model_base_path=x"], names: ["--model_base_path"], values: ["x"]),
            Case(words: ["p", "load_parameters_path=gs://x"], names: ["load_parameters_path"], values: ["gs://x"]),
            Case(words: ["p", "--model", "--port", "1"], names: ["--model"], values: []),
            Case(words: ["p", "--n", "-1"], names: ["--n"], values: ["-1"]),
            Case(words: ["p", "--Model", "x"], names: ["--model"], values: []),
            Case(words: ["p", "--model-id", "x"], names: ["--model"], values: []),
            Case(words: ["p", "--", "--model", "x"], names: ["--model"], values: []),
            Case(words: ["python", "-m", "mod", "-m", "x"], names: ["-m"], values: ["x"]),
            Case(words: ["python3.11", "-u", "serve.py", "--model=x"], names: ["--model"], values: ["x"]),
            Case(words: ["p", "--model="], names: ["--model"], values: [""]),
        ])
    func values(_ example: Case) {
        let command = CommandLine(words: CommandTexts.words(example.words))
        #expect(command.values(of: example.names).map(\.text) == example.values)
    }

    @Test("a flag is given with or without a value, before `--`")
    func has() {
        let command = CommandTexts.line("p", "--trust_remote_code", "--model=x", "--", "--hidden")
        #expect(command.has("--trust-remote-code"))
        #expect(command.has("--model"))
        #expect(!command.has("--hidden"))
        #expect(!command.has("--mode"))
    }

    @Test("positionals leave out flags and the values of known ones")
    func positionals() {
        let command = CommandTexts.line("vllm", "serve", "--port", "80", "--flag", "org/m", "--x=1", "y", "--", "-z")
        let found = command.positionals(afterSubcommand: "serve", knownValueFlags: ["--port"])
        #expect(found.map(\.text) == ["org/m", "y", "-z"])
        #expect(command.positionals(afterSubcommand: "bench").isEmpty)
        #expect(command.positionals(afterSubcommand: "serve").first?.text == "80")
    }

    @Test("lists take every word up to the next flag")
    func lists() {
        let command = CommandTexts.line("vllm", "--lora-modules", "a=x", "b=y", "--port", "80")
        #expect(command.lists(of: ["--lora-modules"]).map(\.text) == ["a=x", "b=y"])
    }

    @Test(
        "Python's own options end where its program begins",
        arguments: [
            (
                ["python", "-m", "vllm.entrypoints.openai.api_server", "--model", "x"],
                "vllm.entrypoints.openai.api_server"
            ),
            (["/usr/bin/python3", "-u", "-mvllm", "--model", "x"], "vllm"),
            (["python3", "-um", "vllm", "--model", "x"], "vllm"),
            (["python3.12", "-W", "ignore", "-X", "dev", "-m", "vllm", "--model", "x"], "vllm"),
        ])
    func modules(_ words: [String], _ module: String) {
        let command = CommandLine(words: CommandTexts.words(words))
        #expect(command.module == module)
        #expect(command.arguments.map(\.text) == ["--model", "x"])
        #expect(command.pythonScript == nil)
    }

    @Test("scripts and code are told from modules")
    func scripts() {
        #expect(CommandTexts.line("python", "-u", "a.py", "-m", "x").pythonScript?.text == "a.py")
        #expect(CommandTexts.line("python", "-c", "code", "x").pythonCode?.text == "code")
        #expect(CommandTexts.line("python-config", "-m", "x").module == nil)
    }

    @Test("a variable that could be any flag is named")
    func unknownArguments() {
        let unknown = CommandTexts.word("$ARGS", unresolved: ["ARGS"])
        let port = CommandTexts.word("$PORT", unresolved: ["PORT"])
        var command = CommandTexts.line("vllm", "serve", "m", "--port")
        command.words += [port, unknown]
        #expect(command.unknownArguments == [unknown])
    }

    @Test("a part of a word keeps the variables that stand in it")
    func parts() {
        let word = CommandTexts.word("--a=$A,b=$(B)", unresolved: ["A", "B", "C"])
        #expect(word.with(text: "$A").unresolved == ["A", "C"])
        #expect(word.with(text: "$(B)").unresolved == ["B", "C"])
    }
}
