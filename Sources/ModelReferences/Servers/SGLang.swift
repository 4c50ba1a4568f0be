extension ModelServer {
    static let sglang = ModelServer(
        "SGLang", consumer: .sglang,
        summary: "Reads `--model-path`, `--revision`, `--tokenizer-path`, `--lora-paths` and the draft model.",
        recognition: Recognition(
            programs: ["sglang"], subcommands: ["serve"],  // The router starts workers of its own with `launch_server`.
            modules: ["sglang.launch_server", "sglang", "dynamo.sglang", "sglang_router.launch_server"],
            scripts: ["launch_server.py"], images: ["sglang"]),
        options: [
            ServerOption(.model, flags: ["--model-path", "--model"]),
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
            ServerOption(.tokenizer, flags: ["--tokenizer-path"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora-paths"]),
            ServerOption(
                .draftModel, flags: ["--speculative-draft-model-path", "--speculative-draft"]),
            // Of a repository, but for the file's name (sglang/srt/speculative: `load_token_map`).
            ServerOption(.config, flags: ["--speculative-token-map"]),
            ServerOption(.draftRevision, flags: ["--speculative-draft-model-revision"]),
            ServerOption(.configFile, flags: ["--config"], form: .flags),
            ServerOption(.usesModelScope, environment: ["SGLANG_USE_MODELSCOPE"]),
        ], needsModel: true, extra: readRunTimeLoading)

    /// With `--enable-lora` and no adapter of its own it is there for those that clients load with `/load_lora_adapter`
    /// (docs/advanced_features/lora of sgl-project/sglang).
    @Sendable private static func readRunTimeLoading(_ command: ServerCommand) -> [FoundReference] {
        let name = "--enable-lora"
        guard command.line.has(name), command.line.lists(of: ["--lora-paths"]).isEmpty else { return [] }
        let word = command.arguments.first { Flag($0.text)?.isNamed(anyOf: [name]) ?? false } ?? command.place
        return [
            FoundReference(
                name, consumer: .sglang, role: .adapter, pinning: .mutable(loadsAtRunTime), suggestion: nameAdapters,
                at: word.place)
        ]
    }
}

// MARK: - What the user reads

private let loadsAtRunTime = "a setting that lets SGLang load adapters at run time, which nobody judges"
private let nameAdapters = "name the adapters with --lora-paths, by paths, or leave out --enable-lora"
