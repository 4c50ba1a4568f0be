extension ModelServer {
    /// KoboldCpp, for GGUF files by path or URL (options as known; not checked against its source).
    static let koboldCpp = ModelServer(
        "KoboldCpp", consumer: .llamacpp,
        summary: "Reads `--model`, `--lora`, `--mmproj`, `--draftmodel` and `--config`, or `KCPP_MODEL`.",
        recognition: Recognition(
            programs: ["koboldcpp", "koboldcpp-linux-x64"], scripts: ["koboldcpp.py"], images: ["koboldcpp"]),
        options: [
            ServerOption(.model, flags: ["--model"], environment: ["KCPP_MODEL"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora"]),
            ServerOption(.draftModel, flags: ["--draftmodel"]),
            ServerOption(.config, flags: ["--mmproj"]),
            ServerOption(.configFile, flags: ["--config"]),
        ],
        names: .path, abbreviates: false, needsModel: true)
}
