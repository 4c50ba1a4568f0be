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
            ServerOption(.draftRevision, flags: ["--speculative-draft-model-revision"]),
            ServerOption(.configFile, flags: ["--config"]),
            ServerOption(.usesModelScope, environment: ["SGLANG_USE_MODELSCOPE"]),
        ], needsModel: true)
}
