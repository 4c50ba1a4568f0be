import KubernetesModel

extension ModelServer {
    /// OpenVINO Model Server (docs/parameters.md of openvinotoolkit/model_server): serves the highest version of a
    /// directory by default, and looks for newer ones while it runs.
    static let openVINO = ModelServer(
        "OpenVINO Model Server", consumer: .any,
        summary: "Reads `--model_path`, `--source_model` and `--config_path`.",
        recognition: Recognition(
            programs: ["ovms"], images: ["openvino/model-server", "openvino-model-server", "ovms"]),
        options: [
            ServerOption(.model, flags: ["--model-path"]),
            ServerOption(.configFile, flags: ["--config-path"], form: .modelList),
        ],
        names: .path, abbreviates: false, alwaysMutable: followsNewest, extra: readSource)

    /// `--source_model OpenVINO/…` is fetched from the hub at the start.
    @Sendable private static func readSource(_ command: ServerCommand) -> [FoundReference] {
        command.line.values(of: ["--source-model"]).map { word in
            var reference = FoundReference(word, consumer: .hfHub)
            reference.remedy = downloadFirst
            return reference
        }
    }
}

// MARK: - What the user reads

private let downloadFirst = "download it by commit (hf download --revision=<40-hex commit>) and name the directory"
private let followsNewest = "a directory of which OpenVINO Model Server serves the newest version, when one appears"
