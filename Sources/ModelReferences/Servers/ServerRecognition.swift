import KubernetesModel

extension ModelServer {
    /// The server that an image holds, by the words of its repository: `lmcache/vllm-openai` is vLLM, and so is
    /// `registry.corp/mirror/vllm-tpu`. Routers, exporters and operators of a server are not the server.
    package static func recognised(image: String) -> ModelServer? {
        // Longer than any registry takes.
        guard image.utf8.count <= 4096 else { return nil }
        let name = ImageWords(image)
        guard let phrase = name.first(of: index.images) else { return nil }
        return name.lastSegmentHolds(helpers) ? nil : all[index.servers[phrase]]
    }

    /// The server that a command starts.
    package static func recognised(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        guard let first = line.words.first else { return nil }
        if line.isPython { return recognisedModule(line) }
        let program = line.program
        for number in index.programs[program] ?? [] {
            if let rest = all[number].recognition.arguments(after: line.words.dropFirst()) {
                return (all[number], command(program: first, arguments: rest, line: line))
            }
        }
        guard let number = index.scripts[program] else { return nil }
        return (all[number], command(program: first, arguments: line.words.dropFirst(), line: line))
    }

    /// `python -m MODULE …` and `python SCRIPT.py …`.
    private static func recognisedModule(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        if let module = line.module, let first = line.words.first {
            let hit = index.modules.first { module == $0.module || module.hasPrefix($0.module + ".") }
            guard let hit, !clients.contains(where: module.hasPrefix) else { return nil }
            let program = first.with(text: module)
            return (all[hit.server], command(program: program, arguments: line.arguments, line: line))
        }
        guard let script = line.pythonScript, let number = index.scripts[LocalPath.name(script.text)] else {
            return nil
        }
        return (all[number], command(program: script, arguments: line.arguments, line: line))
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
        var servers: [Int] = []
        var programs: [String: [Int]] = [:]
        var modules: [(module: String, server: Int)] = []
        var scripts: [String: Int] = [:]

        init(_ all: [ModelServer]) {
            images = PatternSet(all.flatMap(\.recognition.images))
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
        "mock", "gradio", "streamlit", "chatbot", "frontend",
    ])

    /// Modules of a server's package that serve nothing.
    private static let clients = [
        "sglang.bench", "sglang_router.launch_router", "sglang.test", "sglang.check_env", "vllm.benchmarks",
        "sglang.srt.disaggregation.mini_lb", "sglang.srt.disaggregation.launch_lb",
    ]
}

extension ModelServer.Recognition {
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
