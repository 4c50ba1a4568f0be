extension ModelServer {
    /// llama-swap: starts a server for each model that a client asks for, by the commands of its configuration
    /// (docs/configuration.md of mostlygeek/llama-swap).
    static let llamaSwap = ModelServer(
        "llama-swap", consumer: .llamacpp,
        summary: "Reads the commands of the file behind `--config`, where the input shows it.",
        recognition: Recognition(programs: ["llama-swap"], images: ["llama-swap"]),
        options: [
            // The image's own entrypoint names that file.
            ServerOption(.configFile, flags: ["--config"], form: .commands, usualFile: "/app/config.yaml"),
            ServerOption(.configFile, flags: ["--config-dir"]),
        ],
        names: .own, abbreviates: false)
}
