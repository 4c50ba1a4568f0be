extension ModelServer {
    /// Hugging Face TGI: every flag is a variable too (launcher/src/main.rs).
    static let textGenerationInference = ModelServer(
        "Text Generation Inference", consumer: .tgi,
        summary: "Reads `--model-id`, `--revision` and `--lora-adapters`, or `MODEL_ID`, `REVISION`, `LORA_ADAPTERS`.",
        recognition: Recognition(
            programs: ["text-generation-launcher"],
            images: ["text-generation-inference", "tgi", "text-generation-launcher"]),
        options: launcherOptions(model: "MODEL_ID", revision: "REVISION"),
        defaultModel: "bigscience/bloom-560m", abbreviates: false, needsModel: true)

    /// The same launcher in Google's image, whose entrypoint first fetches what Vertex AI names
    /// (containers/tgi/…/entrypoint.sh of huggingface/Google-Cloud-Containers).
    static let googleTextGeneration = ModelServer(
        "Text Generation Inference on Google Cloud", consumer: .tgi,
        summary: "Reads `MODEL_ID` and `REVISION`, the launcher's flags, or `AIP_STORAGE_URI`.",
        recognition: Recognition(images: ["huggingface-text-generation-inference"]),
        options: launcherOptions(model: "MODEL_ID", revision: "REVISION"),
        abbreviates: false, needsModel: true, extra: readArtifacts)

    @Sendable private static func readArtifacts(_ command: ServerCommand) -> [FoundReference] {
        guard let uri = command.line.environment["AIP_STORAGE_URI"], !uri.text.isEmpty else { return [] }
        return [FoundReference(uri, consumer: .any)]
    }

    /// The same launcher in SageMaker's image, whose entrypoint takes variables of other names for these
    /// (sagemaker-entrypoint.sh, which no other image starts).
    static let sageMakerTextGeneration = ModelServer(
        "Text Generation Inference on SageMaker", consumer: .tgi,
        summary: "Reads `HF_MODEL_ID` and `HF_MODEL_REVISION`, and the launcher's flags.",
        recognition: Recognition(images: ["huggingface-pytorch-tgi-inference", "huggingface-pytorch-tgi"]),
        options: launcherOptions(model: "HF_MODEL_ID", revision: "HF_MODEL_REVISION"),
        abbreviates: false, needsModel: true)

    /// What the launcher starts (server/text_generation_server/cli.py). `download-weights` is a download.
    static let textGenerationServer = ModelServer(
        "text-generation-server", consumer: .tgi,
        summary: "Reads the word after `text-generation-server serve` or `quantize`, and `--revision`.",
        recognition: Recognition(programs: ["text-generation-server"], subcommands: ["serve", "quantize"]),
        options: [
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
        ],
        takesPositional: true, abbreviates: false)

    private static func launcherOptions(model: String, revision: String) -> [ServerOption] {
        [
            ServerOption(.model, flags: ["--model-id"], environment: [model]),
            ServerOption(.revision, flags: ["--revision"], environment: [revision]),
            ServerOption(
                .trustsRemoteCode, flags: ["--trust-remote-code"], environment: ["TRUST_REMOTE_CODE"]),
            ServerOption(.adapters(.revisions), flags: ["--lora-adapters"], environment: ["LORA_ADAPTERS"]),
            ServerOption(.config, flags: ["--tokenizer-config-path"], environment: ["TOKENIZER_CONFIG_PATH"]),
        ]
    }
}
