import KubernetesModel

/// Images that are a server with its model in it: `gcr.io/tensorflow-serving/resnet`, `corp/torchserve-densenet`.
///
/// The name tells: what is neither the server's own nor a word for a build of it is what it serves.
enum BakedModel {
    /// Whether the image of the server is named after something else than the server.
    static func isNamed(by image: String, of server: ModelServer) -> Bool {
        guard servers.contains(server.name) else { return false }
        let words = LocalPath.name(ImageName.repository(image)).split { !$0.isLetter }
        return words.contains { $0.count > 2 && !plain.contains($0) }
    }

    /// Places where nobody keeps a model.
    static func isAside(_ path: String) -> Bool {
        ["/dev", "/tmp", "/etc", "/var/run", "/run", "/var/log"].contains {
            LocalPath.remainder(of: path, below: $0) != nil
        }
    }

    /// Servers that need no argument for a model at the place where their image looks.
    private static let servers: Set<String> = [
        ModelServer.tensorFlowServing.name, ModelServer.torchServe.name, ModelServer.mlServer.name,
        ModelServer.triton.name,
    ]

    /// The servers' own words, and those of builds, platforms and publishers of a server without a model.
    private static let plain: Set<Substring> = [
        "serving", "tensorflow", "tensor", "flow", "torchserve", "torch", "serve", "server", "tritonserver", "triton",
        "inference", "mlserver", "model", "models", "modelserver", "pytorch", "gpu", "cpu", "cuda", "cudnn", "rocm",
        "devel", "dev", "nightly", "latest", "slim", "base", "full", "min", "test", "prod", "stable", "custom", "image",
        "docker", "runtime", "build", "linux", "amd", "arm", "aarch", "ubi", "rhel", "ubuntu", "debian", "mkl", "avx",
        "kfs", "kserve", "seldon", "nvidia", "aws", "azure", "gcp", "google", "bitnami", "openvino", "trtllm",
        "tensorrt", "llm", "vllm", "python", "sdk", "sklearn", "xgboost", "lightgbm", "mlflow", "huggingface", "alibi",
        "detect", "explain", "catboost", "onnx", "jetson", "igpu", "neuron", "neuronx", "inf", "graviton", "tpu",
        "mirror", "proxy", "cache", "fips", "distroless", "alpine", "conda", "intel", "habana",
    ]
}
