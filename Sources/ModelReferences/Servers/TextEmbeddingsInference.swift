extension ModelServer {
    static let textEmbeddingsInference = ModelServer(
        "Text Embeddings Inference", consumer: .tei,
        summary: "Reads `--model-id` and `--revision`, or `MODEL_ID` and `REVISION`.",
        recognition: Recognition(
            programs: ["text-embeddings-router"],
            images: ["text-embeddings-inference", "tei", "text-embeddings-router"]),
        options: [
            ServerOption(.model, flags: ["--model-id"], environment: ["MODEL_ID"]),
            ServerOption(.revision, flags: ["--revision"], environment: ["REVISION"]),
        ],
        defaultModel: "BAAI/bge-large-en-v1.5", abbreviates: false, needsModel: true)
}
