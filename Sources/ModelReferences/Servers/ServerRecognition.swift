import KubernetesModel

extension ModelServer {
    /// The server that an image holds, by the words of its repository: `lmcache/vllm-openai` is vLLM, and so is
    /// `registry.corp/mirror/vllm-tpu`. Routers, exporters and operators of a server are not the server.
    package static func recognised(image: String) -> ModelServer? {
        // Longer than any registry takes.
        guard image.utf8.count <= 4096 else { return nil }
        let name = ImageWords(ImageName.repository(image))
        guard let server = index.images.first(where: { name.contains($0.pattern) })?.server else { return nil }
        return helpers.contains(where: name.lastSegmentContains) ? nil : all[server]
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
        var images: [(pattern: [UInt8], server: Int)] = []
        var programs: [String: [Int]] = [:]
        var modules: [(module: String, server: Int)] = []
        var scripts: [String: Int] = [:]

        init(_ servers: [ModelServer]) {
            for (number, server) in servers.enumerated() {
                images += server.recognition.images.map { (Array($0.utf8), number) }
                for program in server.recognition.programs { programs[program, default: []].append(number) }
                modules += server.recognition.modules.map { ($0, number) }
                for script in server.recognition.scripts where scripts[script] == nil { scripts[script] = number }
            }
        }
    }

    private static let index = Index(all)

    /// Words in the name of an image that only helps a server.
    private static let helpers: [[UInt8]] = [
        "router", "exporter", "operator", "controller", "proxy", "gateway", "webui", "ui", "benchmark", "bench",
        "client", "scheduler", "epp", "picker", "manager", "metrics", "sim", "simulator", "dashboard", "loadgen",
    ].map { Array($0.utf8) }

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
        // Bytes and not characters: every image of every pod comes through here.
        var segments = image.utf8.prefix { $0 != UInt8(ascii: "@") }.split(separator: Byte.slash)
        if let last = segments.last, let colon = last.lastIndex(of: Byte.colon) {
            segments[segments.count - 1] = last[..<colon]
        }
        if segments.count > 1, let host = segments.first,
            host.contains(UInt8(ascii: ".")) || host.contains(Byte.colon) || host.elementsEqual("localhost".utf8)
        {
            segments.removeFirst()
        }
        let joined = segments.joined(separator: CollectionOfOne(Byte.slash))
        let lowered = joined.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return String(decoding: lowered, as: UTF8.self)
    }
}

/// The words and phrases of a repository: what stands between `/`, `-`, `_` and `.`.
struct ImageWords {
    /// Lower case, `_` as `-`, with a slash before and after.
    private let bytes: [UInt8]
    private let lastSegment: Int

    init(_ repository: String) {
        let slash = UInt8(ascii: "/")
        bytes = [slash] + repository.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 } + [slash]
        lastSegment = bytes.dropLast().lastIndex(of: slash) ?? 0
    }

    func contains(_ phrase: [UInt8]) -> Bool { contains(phrase, from: 0) }
    func lastSegmentContains(_ phrase: [UInt8]) -> Bool { contains(phrase, from: lastSegment) }

    /// Whether the phrase stands between two boundaries; one that ends in a slash brings its own.
    private func contains(_ phrase: [UInt8], from start: Int) -> Bool {
        guard let first = phrase.first else { return false }
        let bringsEnd = phrase.last == UInt8(ascii: "/")
        var cursor = start + 1
        while cursor + phrase.count <= bytes.count - (bringsEnd ? 0 : 1) {
            if bytes[cursor] == first, Self.isBoundary(bytes[cursor - 1]),
                bytes[cursor..<(cursor + phrase.count)].elementsEqual(phrase),
                bringsEnd || Self.isBoundary(bytes[cursor + phrase.count])
            {
                return true
            }
            cursor += 1
        }
        return false
    }

    private static func isBoundary(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
