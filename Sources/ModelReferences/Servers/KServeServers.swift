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
            ServerOption(.model, flags: ["--storage-uri"]),
            ServerOption(.model, environment: ["MODEL_DIR"]),
        ],
        names: .path)
}
