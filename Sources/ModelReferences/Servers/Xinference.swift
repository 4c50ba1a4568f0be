extension ModelServer {
    /// Xinference: `xinference launch --model-name X`; its supervisor and workers load what they are asked for
    /// (xinference/deploy/cmdline.py of xorbitsai/inference).
    static let xinference = ModelServer(
        "Xinference", consumer: .any,
        summary: "Reads `--model-name`, `--model-path` and `--lora-modules` of `xinference launch`.",
        recognition: Recognition(programs: ["xinference"], subcommands: ["launch"], images: []),
        options: [], names: .own, abbreviates: false, extra: readLaunch)

    /// Where a path is given, the name only says what kind of model it is.
    @Sendable private static func readLaunch(_ command: ServerCommand) -> [FoundReference] {
        let paths = command.line.values(of: ["--model-path", "-mp"])
        let names = paths.isEmpty ? command.line.values(of: ["--model-name", "-n"]) : []
        let found =
            paths.map { FoundReference($0, consumer: .any) }
            + names.map { name in
                var reference = FoundReference(name, consumer: .any)
                if reference.pinning == nil { reference.pinning = .mutable(ownRegistry) }
                return reference
            }
        return found + adapters(command).map { FoundReference($0, consumer: .any, role: .adapter) }
    }

    /// `--lora-modules NAME PATH`, as often as there are adapters.
    private static func adapters(_ command: ServerCommand) -> [Word] {
        let words = Array(command.arguments)
        return words.indices.compactMap { index in
            guard ["--lora-modules", "-lm"].contains(words[index].text), index + 2 < words.count else { return nil }
            return words[index + 2]
        }
    }
}

// MARK: - What the user reads

private let ownRegistry = "a name in Xinference's registry of models, which takes the newest revision"
