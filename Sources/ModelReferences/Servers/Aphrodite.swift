extension ModelServer {
    /// Aphrodite, a fork of vLLM with its options (as known; not checked against its source).
    static let aphrodite = ModelServer(
        "Aphrodite", consumer: .hfHub,
        summary: "Reads `--model` (or the word after `aphrodite run`), its revisions, tokenizer and LoRA modules.",
        recognition: Recognition(
            programs: ["aphrodite"], subcommands: ["run", "serve"], modules: ["aphrodite.endpoints"],
            images: ["aphrodite-openai", "aphrodite-engine"]),
        options: ModelServer.vllm.options.filter { $0.environment.isEmpty },
        takesPositional: true, revisionCoversCode: false, needsModel: true)
}
