extension ModelServer {
    static let lmDeploy = ModelServer(
        "LMDeploy", consumer: .hfHub,
        summary: "Reads the word after `lmdeploy serve api_server`, `--revision` and `--adapters`.",
        recognition: Recognition(
            programs: ["lmdeploy"], subcommands: ["serve api_server", "serve"], images: ["lmdeploy"]),
        options: [
            ServerOption(.model, flags: ["--model-path"]),
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.adapters(.namedPaths), flags: ["--adapters"]),
            ServerOption(.draftModel, flags: ["--speculative-draft-model"]),
            ServerOption(.usesModelScope, environment: ["LMDEPLOY_USE_MODELSCOPE"]),
        ],
        takesPositional: true, needsModel: true)
}
