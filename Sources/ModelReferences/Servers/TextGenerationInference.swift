extension ModelServer {
    /// Hugging Face TGI: every flag is a variable too (launcher/src/main.rs).
    static let textGenerationInference = ModelServer(
        "Text Generation Inference", consumer: .tgi,
        summary: "Reads `--model-id`, `--revision` and `--lora-adapters`, or `MODEL_ID`, `REVISION`, `LORA_ADAPTERS`.",
        recognition: Recognition(
            programs: ["text-generation-launcher", "text-generation-server"],
            images: ["text-generation-inference", "tgi", "text-generation-launcher"]),
        options: [
            ServerOption(.model, flags: ["--model-id"], environment: ["MODEL_ID", "HF_MODEL_ID"]),
            ServerOption(.revision, flags: ["--revision"], environment: ["REVISION", "HF_MODEL_REVISION"]),
            ServerOption(
                .trustsRemoteCode, flags: ["--trust-remote-code"], environment: ["TRUST_REMOTE_CODE"]),
            ServerOption(.adapters(.revisions), flags: ["--lora-adapters"], environment: ["LORA_ADAPTERS"]),
            ServerOption(.config, flags: ["--tokenizer-config-path"], environment: ["TOKENIZER_CONFIG_PATH"]),
        ],
        defaultModel: "bigscience/bloom-560m", abbreviates: false, needsModel: true)
}
