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
        if let word = command.line.environment["MLSERVER_LOAD_MODELS_AT_STARTUP"],
            ["false", "0", "no", "off"].contains(word.text.lowercased())
        {
            found.append(
                FoundReference(
                    "MLSERVER_LOAD_MODELS_AT_STARTUP=\(word.text)", consumer: .mlserver,
                    pinning: .mutable(loadsOnRequest), at: word.place))
        }
        return found
    }

    private static func parameters(_ word: Word) -> [FoundReference] {
        guard word.unresolved.isEmpty, let document = try? JSONParser.parse(word.text), document.root.isObject else {
            return [AdapterList.unreadable(word, consumer: .mlserver, role: .model)]
        }
        guard let uri = document.root["uri"]?.nonEmptyString else { return [] }
        var model = word
        model.text = uri
        return [FoundReference(model, consumer: .mlserver)]
    }
}

// MARK: - What the user reads

private let loadsOnRequest = "a setting that lets MLServer load models at run time, which nobody judges"
