extension ModelServer {
    /// KServe's and Seldon's Python servers: sklearn, xgboost, lightgbm, pmml, paddle, explainers and detectors.
    static let kserveServers = ModelServer(
        "KServe and Seldon Python servers", consumer: .kserve,
        summary: "Read `--model_dir`, `--storage_uri` and `STORAGE_URI`.",
        recognition: Recognition(
            modules: [
                "sklearnserver", "xgbserver", "lgbserver", "pmmlserver", "paddleserver", "predictiveserver",
                "artserver", "alibiexplainer", "alibidetect", "adserver",
            ],
            images: [
                "sklearnserver", "sklearn-server", "xgbserver", "lgbserver", "pmmlserver", "paddleserver",
                "predictiveserver", "alibi-explainer", "alibiexplainer", "alibi-detect", "alibi-detect-server",
                "art-explainer",
            ]),
        options: [
            ServerOption(.model, flags: ["--model-dir"]),
            ServerOption(.model, environment: ["MODEL_DIR"]),
        ],
        names: .path, extra: readStorage)

    /// Seldon's detectors fetch by rclone, which knows `remote:bucket/path` as well.
    @Sendable private static func readStorage(_ command: ServerCommand) -> [FoundReference] {
        command.line.values(of: ["--storage-uri"]).map { word in
            let text = word.text
            if text.contains("://") || LocalPath.isLocal(text) { return FoundReference(word, consumer: .kserve) }
            // A name without a colon is a class or a directory of the image.
            guard text.contains(":") else { return FoundReference(word.with(text: "./" + text), consumer: .kserve) }
            return FoundReference(word, consumer: .rclone)
        }
    }
}
