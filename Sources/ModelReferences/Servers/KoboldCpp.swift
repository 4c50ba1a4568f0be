extension ModelServer {
    /// KoboldCpp, for GGUF files by path or URL (koboldcpp.py of LostRuins/koboldcpp; `KCPP_MODEL` is its image's, as
    /// known).
    static let koboldCpp = ModelServer(
        "KoboldCpp", consumer: .llamacpp,
        summary: "Reads `--model` or the file that follows, the models for images and speech, and `KCPP_MODEL`.",
        recognition: Recognition(
            programs: ["koboldcpp", "koboldcpp-linux-x64"], scripts: ["koboldcpp.py"], images: ["koboldcpp"]),
        options: [
            ServerOption(.model, flags: ["--model"], environment: ["KCPP_MODEL"]),
            ServerOption(.model, flags: ["--sdmodel", "--whispermodel", "--ttsmodel", "--embeddingsmodel"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora", "--sdlora"]),
            ServerOption(.draftModel, flags: ["--draftmodel"]),
            ServerOption(.config, flags: ["--mmproj", "--sdvae"]),
            ServerOption(.configFile, flags: ["--config"]),
        ],
        names: .path, abbreviates: false, needsModel: true, extra: readPositional)

    /// `koboldcpp model.gguf`: many of its switches take a word or none, so only what ends like a model is one.
    @Sendable private static func readPositional(_ command: ServerCommand) -> [FoundReference] {
        guard command.line.values(of: ["--model"]).isEmpty, let word = command.arguments.first,
            !Flag.looksLikeFlag(word.text), [".gguf", ".ggml", ".bin"].contains(where: word.text.hasSuffix)
        else { return [] }
        let isPath = LocalPath.isLocal(word.text) || word.text.contains(":/")
        return [FoundReference(isPath ? word : word.with(text: "./" + word.text), consumer: .llamacpp)]
    }
}
