import KubernetesModel

extension ModelServer {
    /// TensorFlow Serving: serves the highest-numbered directory below the base path, and swaps when a higher one comes.
    static let tensorFlowServing = ModelServer(
        "TensorFlow Serving", consumer: .tfserving,
        summary: "Reads `--model_base_path` and `--model_config_file`, or `MODEL_BASE_PATH` and `MODEL_NAME`.",
        recognition: Recognition(
            programs: ["tensorflow_model_server", "tf_serving_entrypoint.sh"],
            images: ["tensorflow/serving", "tensorflow-serving", "tf-serving"]),
        options: [
            ServerOption(.model, flags: ["--model-base-path"]),
            ServerOption(.configFile, flags: ["--model-config-file"], form: .protobuf),
        ],
        names: .path, abbreviates: false, alwaysMutable: followsNewest, extra: readVariables)

    /// The image's entrypoint serves `${MODEL_BASE_PATH}/${MODEL_NAME}`, by default `/models/model`.
    @Sendable private static func readVariables(_ command: ServerCommand) -> [FoundReference] {
        let given = command.line.values(of: ["--model-base-path", "--model-config-file"])
        let environment = command.line.environment
        guard given.isEmpty else { return [] }
        guard let name = environment["MODEL_NAME"] ?? environment["MODEL_BASE_PATH"] else {
            return [defaultFolder(of: command)].compactMap(\.self)
        }
        let base = environment["MODEL_BASE_PATH"]
        var word = name
        let model = environment["MODEL_NAME"]
        word.text = (base?.text ?? "/models") + "/" + (model?.text ?? "model")
        word.unresolved = (base?.unresolved ?? []) + (model?.unresolved ?? [])
        var reference = FoundReference(word, consumer: .tfserving)
        if reference.pinning == nil { reference.pinning = .mutable(followsNewest) }
        return [reference]
    }

    /// Where the image's entrypoint looks when nothing is said: a volume there holds the models. The bare program has no
    /// such place.
    private static func defaultFolder(of command: ServerCommand) -> FoundReference? {
        guard command.isCertain, LocalPath.name(command.place.text) != "tensorflow_model_server" else { return nil }
        let isBitnamis = command.place.text.contains("bitnami")
        let folder = command.place.with(text: isBitnamis ? "/bitnami/model-data" : "/models/model")
        var found = FoundReference(folder, consumer: .tfserving)
        found.pinning = .mutable(followsNewest)
        found.isLikelyModel = false
        return found
    }
}

// MARK: - What the user reads

private let followsNewest = "a directory of which TensorFlow Serving serves the highest number, whenever one appears"
