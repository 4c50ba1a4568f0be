extension Scheme {
    /// Every way to name a model that is known, in the order of `pedigree list schemes`.
    package static let all: [Scheme] = [
        .oci, .huggingFace, .modelScope, .mlflowModel, .mlflowRun, .mlflowArtifact, .databricks, .s3, .googleStorage,
        .azureStorage, .objectStore, .oracleStorage, .hadoop, .rclone, .https, .http, .git, .dvc, .modelRegistry,
        .localPath, .ollama,
        .llamaCpp, .weightsAndBiases, .bento, .ngc, .kaggle, .vertex, .sagemaker, .azureML, .kaitoPreset, .otherService,
    ]
}
