import KubernetesModel

extension ModelServer {
    /// JetStream and MaxText, which take `key=value` without dashes as well.
    static let jetStream = ModelServer(
        "JetStream / MaxText", consumer: .jetstream,
        summary: "Reads `--model_id`, `load_parameters_path=`, `tokenizer_path=`.",
        recognition: Recognition(
            modules: ["MaxText.maxengine_server", "MaxText", "jetstream", "jetstream_pt"],
            scripts: ["maxengine_server.py", "run_server.py"], images: ["jetstream", "maxtext", "maxengine"],
            sharedNames: ["run_server.py"],
            signs: Recognition.Signs(
                flags: ["--checkpoint-path", "--ckpt-path", "--model-id", "--tokenizer-path", "--model-name"],
                texts: ["_path=", "model_name="])),
        options: [
            ServerOption(.model, flags: ["--model-id", "--checkpoint-path", "--ckpt-path"]),
            ServerOption(.tokenizer, flags: ["--tokenizer-path"]),
        ],
        extra: readAssignments)

    @Sendable private static func readAssignments(_ command: ServerCommand) -> [FoundReference] {
        command.arguments.compactMap { word in
            guard let equals = word.text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let key = word.text[..<equals]
            guard let role = assignments[String(key)] else { return nil }
            var value = word
            value.text = String(word.text[word.text.utf8.index(after: equals)...])
            // MaxText's tokenizers that come with its image (`assets/tokenizer.gemma`) are part of that image.
            if value.text.isEmpty || value.text.hasPrefix("assets/") { return nil }
            return FoundReference(value, consumer: .jetstream, role: role)
        }
    }

    private static let assignments: [String: ModelReference.Role] = [
        "load_parameters_path": .model, "load_full_state_path": .model, "tokenizer_path": .tokenizer,
        "hf_model_path": .model, "model_path": .model, "lora_input_adapters_path": .adapter,
    ]
}
