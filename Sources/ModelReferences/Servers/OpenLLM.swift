extension ModelServer {
    /// BentoML's OpenLLM: names of its own repository of models, or of the hub in older releases
    /// (as known; not checked against its source).
    static let openLLM = ModelServer(
        "OpenLLM", consumer: .any, summary: "Reads the word after `openllm serve`, and `--model-id`.",
        recognition: Recognition(
            programs: ["openllm"], subcommands: ["serve", "start", "run"], images: ["bentoml/openllm"]),
        options: [
            ServerOption(.model, flags: ["--model-id"]),
            ServerOption(.revision, flags: ["--model-version", "--revision"]),
        ],
        names: .own, takesPositional: true, abbreviates: false, alwaysMutable: ownRepository, needsModel: true)
}

// MARK: - What the user reads

private let ownRepository = "a name in OpenLLM's repository of models, which can change at any time"
