extension ModelServer {
    /// Modular's MAX (docs.modular.com/max/cli/serve): its image takes the arguments of `max serve`.
    static let max = ModelServer(
        "MAX", consumer: .hfHub,
        summary: "Reads `--model`, `--model-path` and `--huggingface-model-revision`.",
        recognition: Recognition(
            programs: ["max"], subcommands: ["serve"],
            images: ["modular/max", "max-nvidia-full", "max-nvidia-base", "max-amd", "max-full", "max-openai-api"]),
        options: [
            ServerOption(.model, flags: ["--model", "--model-path"]),
            ServerOption(.revision, flags: ["--huggingface-model-revision"]),
            ServerOption(.config, flags: ["--weight-path"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
        ],
        abbreviates: false, needsModel: true)
}
