extension ModelServer {
    /// BentoML's OpenLLM: names of its own repository of models (src/openllm/__main__.py and model.py of
    /// bentoml/OpenLLM), or of the hub in releases before 0.6 (as known).
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
