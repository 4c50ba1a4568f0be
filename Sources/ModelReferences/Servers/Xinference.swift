extension ModelServer {
    /// Xinference: `xinference launch --model-name X`; its supervisor and workers load what they are asked for
    /// (as known; not checked against its source).
    static let xinference = ModelServer(
        "Xinference", consumer: .any, summary: "Reads `--model-name` and `--model-path` of `xinference launch`.",
        recognition: Recognition(programs: ["xinference"], subcommands: ["launch"], images: []),
        options: [
            ServerOption(.model, flags: ["--model-name", "-n"]),
            ServerOption(.model, flags: ["--model-path"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora-modules"]),
        ],
        names: .own, abbreviates: false, alwaysMutable: ownRegistry)
}

// MARK: - What the user reads

private let ownRegistry = "a name in Xinference's registry of models, which takes the newest revision"
