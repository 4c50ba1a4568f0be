extension Downloader {
    /// Every downloader that is read, in the order in which they are listed.
    package static let all: [Downloader] = [
        huggingFace, transformersCLI, converters, modelScope, aws, s5cmd, googleCloud, azure, minio, rcloneDownloader,
        oracleCloud, otherStores, mounts, curl, wget, aria, git, dvc, ociArtifacts, ollama, mlflow, bento, kaggle, ngc,
        wandb,
        storageInitializer, spacy, kthena, checkpointConverter, torchtune, litgpt, instructLab, autoTrain, mlc,
        evaluationHarness, ramaLama, hfd, namedModels,
    ]
}
