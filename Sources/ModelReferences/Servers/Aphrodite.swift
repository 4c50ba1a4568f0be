extension ModelServer {
    /// Aphrodite, a fork of vLLM with its options (aphrodite/endpoints/cli.py, endpoints/openai/args.py and
    /// engine/args_tools.py of PygmalionAI/aphrodite-engine).
    static let aphrodite = ModelServer(
        "Aphrodite", consumer: .hfHub,
        summary: "Reads `--model` (or the word after `aphrodite run`), its revisions, tokenizer and LoRA modules.",
        recognition: Recognition(
            programs: ["aphrodite"], subcommands: ["run", "serve"], modules: ["aphrodite.endpoints"],
            images: ["aphrodite-openai", "aphrodite-engine"]),
        options: ModelServer.vllm.options.filter { $0.environment.isEmpty } + [
            ServerOption(.runTimeLoading(values: []), flags: ["--allow-inline-model-loading"])
        ],
        takesPositional: true, revisionCoversCode: false, needsModel: true)
}
