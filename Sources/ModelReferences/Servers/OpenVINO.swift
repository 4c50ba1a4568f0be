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
            ServerOption(.configFile, flags: ["--config-path"]),
        ],
        names: .path, abbreviates: false, alwaysMutable: followsNewest, extra: readSource)

    /// `--source_model OpenVINO/…` is fetched from the hub at the start.
    @Sendable private static func readSource(_ command: ServerCommand) -> [FoundReference] {
        command.line.values(of: ["--source-model"]).map { FoundReference($0, consumer: .hfHub) }
    }
}

// MARK: - What the user reads

private let followsNewest = "a directory of which OpenVINO Model Server serves the newest version, when one appears"
