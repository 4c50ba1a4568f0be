import KubernetesModel

extension ModelServer {
    /// Seldon's MLServer (settings.py): variables with the prefix `MLSERVER_MODEL_`.
    static let mlServer = ModelServer(
        "MLServer", consumer: .mlserver,
        summary: "Reads `MLSERVER_MODEL_URI`, `MLSERVER_MODEL_PARAMETERS` and `mlserver start DIRECTORY`.",
        recognition: Recognition(programs: ["mlserver"], subcommands: ["start"], images: ["mlserver"]),
        options: [
            ServerOption(.model, environment: ["MLSERVER_MODEL_URI"]),
            ServerOption(.configFile, environment: ["MLSERVER_MODEL_CONFIG_FILE"]),
        ],
        names: .path, abbreviates: false, extra: readParameters)

    @Sendable private static func readParameters(_ command: ServerCommand) -> [FoundReference] {
        var found: [FoundReference] = []
        if let folder = command.arguments.first, LocalPath.isLocal(folder.text), folder.text != "." {
            found.append(FoundReference(folder, consumer: .mlserver))
        }
        if let word = command.line.environment["MLSERVER_MODEL_PARAMETERS"] { found += parameters(word) }
        found += huggingFace.flatMap { option in
            [command.line.environment[huggingFacePrefix + option.name.uppercased()]].compactMap(\.self)
                .filter { !$0.text.isEmpty }.map { loaded($0, option.role) }
        }
        if let word = loadsLater(command) {
            found.append(
                FoundReference(
                    "\(startupLoading)=\(word.text)", consumer: .mlserver, pinning: .mutable(loadsOnRequest),
                    at: word.place))
        } else if found.isEmpty, let folder = defaultFolder(of: command) {
            found.append(folder)
        }
        return found
    }

    private static let startupLoading = "MLSERVER_LOAD_MODELS_AT_STARTUP"

    private static func loadsLater(_ command: ServerCommand) -> Word? {
        let word = command.line.environment[startupLoading]
        return word.flatMap { ["false", "0", "no", "off"].contains($0.text.lowercased()) ? $0 : nil }
    }

    /// The image starts `mlserver start $MLSERVER_MODELS_DIR` (Dockerfile of SeldonIO/MLServer): a volume there holds the
    /// models. The bare program takes the directory that it stands in.
    private static func defaultFolder(of command: ServerCommand) -> FoundReference? {
        let environment = command.line.environment
        guard command.isCertain, command.arguments.isEmpty, LocalPath.name(command.place.text) != "mlserver",
            environment["MLSERVER_MODEL_URI"] == nil
        else { return nil }
        let folder = environment["MLSERVER_MODELS_DIR"] ?? command.place.with(text: "/mnt/models")
        var found = FoundReference(folder, consumer: .mlserver)
        found.isLikelyModel = false
        return found
    }

    private static func parameters(_ word: Word) -> [FoundReference] {
        guard word.unresolved.isEmpty, let document = try? JSONParser.parse(word.text), document.root.isObject else {
            return [AdapterList.unreadable(word, consumer: .mlserver, role: .model)]
        }
        let loaded = hubReferences(document.root["extra"], at: word)
        guard let uri = document.root["uri"]?.nonEmptyString else { return loaded }
        return [FoundReference(word.with(text: uri), consumer: .mlserver)] + loaded
    }

    /// What MLServer's runtime for transformers loads from the hub, from its default branch
    /// (runtimes/huggingface/mlserver_huggingface/settings.py).
    static func hubReferences(_ extra: Node?, at word: Word) -> [FoundReference] {
        huggingFace.compactMap { option in
            extra?[option.name]?.nonEmptyString.map { loaded(word.with(text: $0), option.role) }
        }
    }

    private static func loaded(_ word: Word, _ role: ModelReference.Role) -> FoundReference {
        var reference = FoundReference(word, consumer: .hfHub, role: role)
        reference.remedy = downloadFirst
        return reference
    }

    private static let huggingFacePrefix = "MLSERVER_MODEL_HUGGINGFACE_"
    private static let huggingFace: [(name: String, role: ModelReference.Role)] = [
        ("pretrained_model", .model), ("pretrained_tokenizer", .tokenizer),
    ]
}

// MARK: - What the user reads

private let loadsOnRequest = "a setting that lets MLServer load models at run time, which nobody judges"
private let downloadFirst = "download it by commit (hf download --revision=<40-hex commit>) and name the directory"
