import KubernetesModel

/// What one tool makes of a reference: the schemes that it reads, and what a text without a scheme is to it.
package final class Tool: Sendable {
    package let consumer: Consumer
    /// As a sentence names it: `KServe`.
    package let name: String
    /// The texts before a colon that it reads; nil where it takes what the scheme itself says.
    let schemes: Set<Substring>?
    let bare: Scheme

    private init(_ consumer: Consumer, _ name: String, bare: Scheme, schemes: Set<Substring>? = nil) {
        self.consumer = consumer
        self.name = name
        self.schemes = schemes
        self.bare = bare
    }

    func reads(_ scheme: Substring) -> Bool { schemes?.contains(scheme) ?? true }

    /// The tool behind a consumer; one that nobody here knows is judged by the reference's own scheme.
    package static func of(_ consumer: Consumer) -> Tool {
        numbers.find(consumer.rawValue).map { all[$0] } ?? Tool(consumer, consumer.rawValue, bare: .anything)
    }

    private static let numbers = NameTable(all.map(\.consumer.rawValue))

    /// Every tool that is known, in the order of the consumers' names.
    package static let all: [Tool] =
        platforms + servers + downloaders + [
            Tool(.any, "its tool", bare: .anything),
            Tool(.client, "a client", bare: .otherService, schemes: []),
        ]

    // KServe: kserve_storage.py and pkg/utils/storage.go; LLMInferenceService: llmisvc/workload_storage.go (KServe
    // aaac4e29). KubeAI: model_source.go. llmaz: model_types.go. OME: pkg/modelagent/gopher.go,
    // which parses more schemes than it downloads.
    private static let platforms: [Tool] = [
        Tool(
            .kserve, "KServe", bare: .localPath,
            schemes: [
                "gs", "s3", "hdfs", "webhdfs", "http", "https", "hf", "modelscope", "oci", "oci+native",
                "oci+modelcar", "oci+fetch", "pvc", "file",
                // Read by the ClusterStorageContainers that their projects document (Kubeflow's registry, KitOps).
                "model-registry", "kit",
            ]),
        Tool(
            .llmisvc, "an LLMInferenceService", bare: .localPath, schemes: ["hf", "s3", "pvc", "oci", "oci+native"]),
        Tool(.modelmesh, "ModelMesh", bare: .localPath, schemes: ["s3", "gs", "pvc", "http", "https"]),
        // Its initializer is rclone since 1.8: `minio:bucket/path` has a remote's name in front.
        Tool(.seldon1, "Seldon Core", bare: .rclone, schemes: ["gs", "s3", "http", "https", "pvc", "file"]),
        Tool(.seldon2, "Seldon Core 2", bare: .rclone),
        Tool(.ray, "Ray Serve", bare: .huggingFace),
        Tool(.kubeai, "KubeAI", bare: .localPath, schemes: ["hf", "pvc", "ollama", "s3", "gs", "oss"]),
        // aibrix/runtime/downloaders.py and pkg/controller/modeladapter of vllm-project/aibrix.
        Tool(.aibrix, "AIBrix", bare: .localPath, schemes: ["huggingface", "hf", "s3", "gs", "gcs", "tos"]),
        // pkg/initializers/model of kubeflow/trainer.
        Tool(.trainer, "Kubeflow Trainer's initializer", bare: .localPath, schemes: ["hf", "s3"]),
        Tool(.llmaz, "llmaz", bare: .huggingFace, schemes: ["s3", "oss", "gcs", "gs", "host", "ollama"]),
        Tool(
            .ome, "OME", bare: .otherService,
            schemes: ["hf", "oci", "pvc", "vendor", "local"]),
        Tool(.productionStack, "the vLLM production stack", bare: .huggingFace),
        Tool(.kaito, "KAITO", bare: .kaitoPreset),
        Tool(
            .nim, "NIM", bare: .nimModel,
            schemes: ["hf", "ngc", "s3", "gs", "modelscope", "https", "http", "file"]),
        Tool(.bento, "BentoML", bare: .bento),
    ]

    private static let hubServerSchemes: Set<Substring> = [
        "s3", "gs", "az", "oss", "https", "http", "file", "models", "runs", "abfs", "abfss", "hdfs", "pvc",
    ]

    private static let servers: [Tool] = [
        Tool(.vllm, "vLLM", bare: .huggingFace, schemes: hubServerSchemes),
        Tool(.tgi, "TGI", bare: .huggingFace, schemes: hubServerSchemes),
        Tool(.tei, "TEI", bare: .huggingFace, schemes: hubServerSchemes),
        Tool(.sglang, "SGLang", bare: .huggingFace, schemes: hubServerSchemes),
        Tool(.jetstream, "JetStream", bare: .huggingFace, schemes: hubServerSchemes),
        Tool(.llamacpp, "llama.cpp", bare: .llamaCpp, schemes: ["https", "http", "docker", "file"]),
        Tool(.ollama, "Ollama", bare: .ollama, schemes: ["ollama", "https", "http"]),
        Tool(.triton, "Triton", bare: .localPath),
        Tool(.torchserve, "TorchServe", bare: .localPath),
        Tool(.tfserving, "TF Serving", bare: .localPath),
        Tool(.mlserver, "MLServer", bare: .localPath),
        Tool(.mlflow, "MLflow", bare: .localPath),
    ]

    private static let downloaders: [Tool] = [
        Tool(.hfHub, "huggingface_hub", bare: .huggingFace),
        Tool(.awsCLI, "the AWS CLI", bare: .localPath, schemes: ["s3", "file"]),
        Tool(.gsutil, "gsutil", bare: .localPath, schemes: ["gs", "s3", "file"]),
        Tool(.minioClient, "mc", bare: .rclone),
        Tool(.rclone, "rclone", bare: .rclone),
        Tool(.azcopy, "azcopy", bare: .localPath, schemes: ["https"]),
        Tool(.http, "an HTTP client", bare: .https, schemes: ["https", "http", "file"]),
        Tool(.git, "git", bare: .git),
        Tool(.dvc, "DVC", bare: .dvc),
        Tool(.oras, "oras", bare: .oci, schemes: ["oci", "docker"]),
        Tool(.image, "a container runtime", bare: .oci, schemes: []),
        Tool(.modelscope, "ModelScope", bare: .modelScope, schemes: ["modelscope"]),
        Tool(.kaggle, "Kaggle", bare: .kaggle, schemes: ["kaggle"]),
        Tool(.ngc, "NGC", bare: .ngc, schemes: ["ngc"]),
        Tool(
            .wandb, "W&B", bare: .weightsAndBiases, schemes: ["wandb-artifact", "wandb"]),
        Tool(.vertex, "Vertex AI", bare: .vertex, schemes: ["gs"]),
        Tool(.sagemaker, "SageMaker", bare: .sagemaker, schemes: ["s3"]),
    ]
}
