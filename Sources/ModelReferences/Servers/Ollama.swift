extension ModelServer {
    /// Ollama. What `ollama pull` and `ollama run` name is read as a download; the server itself loads on demand.
    static let ollama = ModelServer(
        "Ollama", consumer: .ollama,
        summary: "Pulls whatever a client asks for; `ollama pull` and `run` in commands, hooks and `OLLAMA_MODEL`.",
        recognition: Recognition(programs: ["ollama"], subcommands: ["serve", "start"], images: ["ollama"]),
        options: [
            ServerOption(.model, environment: ["OLLAMA_MODEL", "OLLAMA_MODELS_TO_PULL", "OLLAMA_MODEL_NAME"])
        ],
        names: .own, abbreviates: false)
}
