import KubernetesModel

extension ModelServer {
    /// The server that an image holds, by the words of its repository: `lmcache/vllm-openai` is vLLM, and so is
    /// `registry.corp/mirror/vllm-tpu`. Routers, exporters and operators of a server are not the server.
    package static func recognised(image: String) -> ModelServer? {
        let repository = ImageName.repository(image)
        let words = ImageName.words(repository)
        if !ImageName.words(LocalPath.name(repository)).isDisjoint(with: helpers) { return nil }
        return all.first { server in
            server.recognition.images.contains { ImageName.matches(repository, words, $0) }
        }
    }

    /// The server that a command starts.
    package static func recognised(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        guard let first = line.words.first else { return nil }
        let program = line.program
        if line.isPython { return recognisedModule(line) }
        for server in all where server.recognition.programs.contains(program) {
            if let rest = server.recognition.arguments(after: line.words.dropFirst()) {
                return (server, command(program: first, arguments: rest, line: line))
            }
        }
        for server in all where server.recognition.scripts.contains(program) {
            return (server, command(program: first, arguments: line.words.dropFirst(), line: line))
        }
        return nil
    }

    /// `python -m MODULE …` and `python SCRIPT.py …`.
    private static func recognisedModule(_ line: CommandLine) -> (server: ModelServer, command: ServerCommand)? {
        if let module = line.module {
            let server = all.first { server in
                server.recognition.modules.contains { module == $0 || module.hasPrefix($0 + ".") }
            }
            guard let server, !clients.contains(where: module.hasPrefix) else { return nil }
            return (server, command(program: line.words[0].with(text: module), arguments: line.arguments, line: line))
        }
        guard let script = line.pythonScript else { return nil }
        let name = LocalPath.name(script.text)
        guard let server = all.first(where: { $0.recognition.scripts.contains(name) }) else { return nil }
        return (server, command(program: script, arguments: line.arguments, line: line))
    }

    private static func command(program: Word, arguments: ArraySlice<Word>, line: CommandLine) -> ServerCommand {
        var inner = line
        inner.words = [program] + arguments
        return ServerCommand(line: inner, isCertain: true, place: program)
    }

    /// Words in the name of an image that only helps a server.
    private static let helpers: Set<String> = [
        "router", "exporter", "operator", "controller", "proxy", "gateway", "webui", "ui", "benchmark", "bench",
        "client", "scheduler", "epp", "picker", "manager", "metrics", "sim", "simulator", "dashboard", "loadgen",
    ]

    /// Modules of a server's package that serve nothing.
    private static let clients = ["sglang.bench", "sglang_router", "sglang.test", "vllm.benchmarks"]
}

extension ModelServer.Recognition {
    /// The arguments after the program and its subcommand; nil where the subcommand is another one.
    func arguments(after words: ArraySlice<Word>) -> ArraySlice<Word>? {
        guard !subcommands.isEmpty else { return words }
        for subcommand in subcommands {
            let parts = subcommand.split(separator: " ")
            let head = words.prefix(parts.count)
            if head.count == parts.count, zip(head, parts).allSatisfy({ $0.text == $1 }) {
                return words.dropFirst(parts.count)
            }
        }
        return nil
    }
}

/// The parts of an image's name that tell what it holds.
enum ImageName {
    /// Without registry, tag and digest, in lower case: `vllm/vllm-openai`.
    static func repository(_ image: String) -> String {
        var name = image[...]
        if let at = name.firstIndex(of: "@") { name = name[..<at] }
        var segments = name.split(separator: "/")
        if let last = segments.last, let colon = last.lastIndex(of: ":") {
            segments[segments.count - 1] = last[..<colon]
        }
        if segments.count > 1, let host = segments.first,
            host.contains(".") || host.contains(":") || host == "localhost"
        {
            segments.removeFirst()
        }
        return segments.joined(separator: "/").lowercased()
    }

    static func words(_ repository: String) -> Set<String> {
        Set(repository.split { "/-_.".contains($0) }.map(String.init))
    }

    /// A pattern is a whole word; one with `/`, `-` or `.` in it is a phrase that stands between word boundaries.
    static func matches(_ repository: String, _ words: Set<String>, _ pattern: String) -> Bool {
        if pattern.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }) {
            return words.contains(pattern)
        }
        let text = "/" + repository.replacing("_", with: "-") + "/"
        var rest = text[...]
        while let range = rest.firstRange(of: pattern) {
            let before = text[..<range.lowerBound].last
            let after = text[range.upperBound...].first
            let open = before.map { "/-.".contains($0) } ?? true
            if open && (pattern.hasSuffix("/") || (after.map { "/-.".contains($0) } ?? true)) { return true }
            rest = text[range.upperBound...]
        }
        return false
    }
}
