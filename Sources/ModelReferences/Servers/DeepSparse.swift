extension ModelServer {
    /// DeepSparse: `hf:ORG/NAME` of the Hugging Face hub, `zoo:STUB` of its own, or a path
    /// (src/deepsparse/utils/onnx.py of neuralmagic/deepsparse).
    static let deepSparse = ModelServer(
        "DeepSparse", consumer: .any, summary: "Reads `--model_path` and the configuration file.",
        recognition: Recognition(
            programs: ["deepsparse.server"], modules: ["deepsparse.server"], images: ["deepsparse"]),
        options: [ServerOption(.configFile, flags: ["--config-file"])],
        names: .own, extra: readModel)

    @Sendable private static func readModel(_ command: ServerCommand) -> [FoundReference] {
        command.line.values(of: ["--model-path"]).map { word in
            var reference = FoundReference(word, consumer: .any)
            let isStub = ["hf:", "zoo:"].contains(where: word.text.hasPrefix)
            if isStub, reference.pinning == nil { reference.pinning = .mutable(stub) }
            return reference
        }
    }
}

// MARK: - What the user reads

private let stub = "a stub for which DeepSparse takes the newest revision"
