extension ModelServer {
    /// mistral.rs: `mistralrs-server plain -m org/name`, `gguf -m org/name -f file` (as known; not
    /// checked against its source).
    static let mistralRS = ModelServer(
        "mistral.rs", consumer: .hfHub,
        summary: "Reads `-m` and `--model-id`, the tokenizer, and X-LoRA and LoRA adapters.",
        recognition: Recognition(
            programs: ["mistralrs-server", "mistralrs"], images: ["mistral.rs", "mistralrs"]),
        options: [
            ServerOption(.model, flags: ["-m", "--model-id", "--quantized-model-id"]),
            ServerOption(.tokenizer, flags: ["-t", "--tok-model-id"]),
            ServerOption(.adapters(.revisions), flags: ["-x", "--xlora-model-id", "-a", "--adapters-model-id"]),
        ],
        abbreviates: false, needsModel: true)
}
