import KubernetesModel

extension ModelServer {
    /// The server that an image holds, by the words of its repository: `lmcache/vllm-openai` is vLLM, and so is
    /// `registry.corp/mirror/vllm-tpu`. Routers, exporters and operators of a server are not the server.
    package static func recognised(image: String) -> ModelServer? {
        // Longer than any registry takes.
        guard image.utf8.count <= 4096 else { return nil }
        let name = ImageWords(image)
        guard let phrase = name.first(of: index.images) else { return nil }
        return name.lastSegmentHolds(helpers, besides: index.phrases[phrase]) ? nil : all[index.servers[phrase]]
    }

    /// The server that a command starts.
    package static func recognised(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        guard let first = line.words.first else { return nil }
        if line.isPython { return recognisedModule(line) }
        let program = line.program
        if ShellEvaluator.shells.contains(program) { return recognisedScript(line) }
        if ContainerTools.isTool(program) { return recognisedContainer(line) }
        for number in index.programs[program] ?? [] where all[number].recognition.isSigned(program, line) {
            if let rest = all[number].recognition.arguments(after: line.words.dropFirst()) {
                return (all[number], command(program: first, arguments: rest, line: line))
            }
        }
        guard let number = index.scripts[program], all[number].recognition.isSigned(program, line) else { return nil }
        return (all[number], command(program: first, arguments: line.words.dropFirst(), line: line))
    }

    /// `python -m MODULE …` and `python SCRIPT.py …`.
    private static func recognisedModule(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        if let module = line.module, let first = line.words.first {
            let hit = index.modules.first { module == $0.module || module.hasPrefix($0.module + ".") }
            let program = first.with(text: module)
            if hit == nil, isEntrypointOfVLLM(module.split(separator: ".")) {
                return (.vllm, command(program: program, arguments: line.arguments, line: line))
            }
            guard let hit, !clients.contains(where: module.hasPrefix) else { return nil }
            return (all[hit.server], command(program: program, arguments: line.arguments, line: line))
        }
        guard let script = line.pythonScript else { return nil }
        let name = LocalPath.name(script.text)
        if name == "api_server.py", isEntrypointOfVLLM(script.text.dropLast(3).split(separator: "/")) {
            return (.vllm, command(program: script, arguments: line.arguments, line: line))
        }
        guard let number = index.scripts[name], all[number].recognition.isSigned(name, line) else { return nil }
        return (all[number], command(program: script, arguments: line.arguments, line: line))
    }

    /// vLLM's own module in another package, or by its file: `ipex_llm.vllm.xpu.entrypoints.openai.api_server`,
    /// `/workspace/vllm/entrypoints/openai/api_server.py`.
    private static func isEntrypointOfVLLM(_ parts: [Substring]) -> Bool {
        guard parts.last == "api_server", let start = parts.lastIndex(of: "vllm") else { return false }
        return parts[start...].contains("entrypoints")
    }

    /// `bash webui.sh …`
    private static func recognisedScript(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        let call = ShellCall(line.words)
        guard call.code == nil, !call.readsInput, let script = call.operands.first else { return nil }
        let name = LocalPath.name(script.text)
        guard let number = index.scripts[name], all[number].recognition.isSigned(name, line) else { return nil }
        return (all[number], command(program: script, arguments: call.operands.dropFirst(), line: line))
    }

    private static func recognisedContainer(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        guard var inner = ContainerTools.read(line), let image = inner.words.first,
            let server = recognised(image: image.text)
        else { return nil }
        let arguments = inner.words.dropFirst()
        if let first = arguments.first, !Flag.looksLikeFlag(first.text) {
            inner.words = Array(arguments)
            if let started = recognised(inner) { return started }
            // What else it starts there is not followed.
            if inner.isPython || ShellEvaluator.shells.contains(inner.program) { return nil }
        }
        let rest = server.recognition.arguments(after: arguments) ?? arguments
        return (server, command(program: image, arguments: rest, line: inner))
    }

    private static func command(program: Word, arguments: ArraySlice<Word>, line: CommandLine) -> ServerCommand {
        var inner = line
        inner.words = [program] + arguments
        return ServerCommand(line: inner, isCertain: true, place: program)
    }

    /// What servers are recognised by, made once; numbers are those of `all`.
    private struct Index {
        /// Words and phrases of images, and the server of each.
        var images: PatternSet
        var phrases: [String]
        var servers: [Int] = []
        var programs: [String: [Int]] = [:]
        var modules: [(module: String, server: Int)] = []
        var scripts: [String: Int] = [:]

        init(_ all: [ModelServer]) {
            phrases = all.flatMap(\.recognition.images)
            images = PatternSet(phrases)
            for (number, server) in all.enumerated() {
                servers += server.recognition.images.map { _ in number }
                for program in server.recognition.programs { programs[program, default: []].append(number) }
                modules += server.recognition.modules.map { ($0, number) }
                for script in server.recognition.scripts where scripts[script] == nil { scripts[script] = number }
            }
        }
    }

    private static let index = Index(all)

    /// Words in the name of an image that only helps a server.
    private static let helpers = PatternSet([
        "router", "exporter", "operator", "controller", "proxy", "gateway", "webui", "ui", "benchmark", "bench",
        "client", "scheduler", "epp", "picker", "manager", "metrics", "sim", "simulator", "dashboard", "loadgen",
        "mock", "mocker", "gradio", "streamlit", "chatbot", "frontend", "remote", "langchain", "mcp", "lb", "balancer",
        "sidecar", "grafana", "loadtest", "generator", "hpa", "autoscaler", "discord", "slack", "telegram", "extproc",
        "shim", "publisher", "web", "webapp",
    ])

    /// Modules of a server's package that serve nothing.
    private static let clients = [
        "sglang.bench", "sglang_router.launch_router", "sglang.test", "sglang.check_env", "vllm.benchmarks",
        "sglang.srt.disaggregation.mini_lb", "sglang.srt.disaggregation.launch_lb",
    ]
}

extension ModelServer.Recognition.Signs {
    /// Whether one of the texts stands in a word, in either case.
    fileprivate func standIn(_ word: Word) -> Bool {
        let text = word.text.lowercased()
        return texts.contains { text.contains($0) }
    }
}

extension ModelServer.Recognition {
    /// Whether a program of this name is the server: its own name says so, and a shared one something beside it.
    ///
    /// INVARIANT: in an image of the server's own no sign is asked for, since the image is one: its options are read
    /// whatever starts there. In another image whoever calls his program `server` could call it anything.
    func isSigned(_ name: String, _ line: CommandLine) -> Bool {
        guard sharedNames.contains(name) else { return true }
        if line.has(signs.flags) || signs.flagSets.contains(where: { $0.allSatisfy { line.has($0) } }) { return true }
        if line.words.contains(where: signs.standIn) { return true }
        return signs.variables.contains { prefix in
            !line.environment.names { bytes in prefix.withBytes { bytes.starts(with: $0) } }.isEmpty
        }
    }

    /// The arguments after the program and its subcommand; nil where the subcommand is another one.
    func arguments(after words: ArraySlice<Word>) -> ArraySlice<Word>? {
        guard !subcommands.isEmpty else { return words }
        for subcommand in subcommands {
            // An empty one, which stands last, says that the program needs none.
            if subcommand.isEmpty { return words }
            if !subcommand.utf8.contains(Byte.space) {
                if words.first?.text == subcommand { return words.dropFirst() }
                continue
            }
            let parts = subcommand.split(separator: " ")
            let head = words.prefix(parts.count)
            if head.count == parts.count, zip(head, parts).allSatisfy({ $0.text == $1 }) {
                return words.dropFirst(parts.count)
            }
        }
        return nil
    }
}
