extension ModelServer {
    /// mistral.rs: `mistralrs serve -m org/name`, before `mistralrs-server plain -m org/name`; no flag takes a revision
    /// (mistralrs-cli/src/args/model.rs and mistralrs-core/src/model_selected.rs of EricLBuehler/mistral.rs).
    static let mistralRS = ModelServer(
        "mistral.rs", consumer: .hfHub,
        summary: "Reads `-m` and `--model-id`, the tokenizer, and X-LoRA and LoRA adapters.",
        recognition: Recognition(
            programs: ["mistralrs-server", "mistralrs"], images: ["mistral.rs", "mistralrs"]),
        options: [
            ServerOption(.model, flags: ["-m", "--model-id", "--quantized-model-id"]),
            ServerOption(.tokenizer, flags: ["-t", "--tok-model-id", "--tokenizer", "--tokenizer-json"]),
            ServerOption(
                .adapters(.revisions),
                flags: ["-x", "--xlora-model-id", "--xlora", "--adapters-model-id", "--lora", "--legacy-lora"]),
        ],
        abbreviates: false, needsModel: true, extra: readFile)

    /// `mistralrs from-config -f FILE`, before `mistralrs-server toml -f FILE`.
    @Sendable private static func readFile(_ command: ServerCommand) -> [FoundReference] {
        guard command.arguments.contains(where: { ["from-config", "toml"].contains($0.text) }) else { return [] }
        return command.line.values(of: ["-f", "--file"]).map { word in
            var reference = FoundReference(word, consumer: .hfHub, role: .config)
            reference.pinning = reference.pinning ?? .unresolved(hiddenModel)
            return reference
        }
    }
}

// MARK: - What the user reads

private let hiddenModel = "a file of options that the object does not show, which names the model"
