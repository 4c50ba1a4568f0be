import KubernetesModel

/// How a container would start one tool.
struct ExplainedProgram {
    /// An image that is recognised as the tool's; downloaders are known by their command alone.
    var image: String
    /// Words in front of the arguments, unless these are a command themselves.
    private var program: [String]
    /// What stands before a first argument that is no flag, where the tool takes its model by a flag.
    private var modelFlag: [String]
    /// Other programs of the tool.
    private var others: Set<String>
    /// Words that make arguments a command of the program.
    private var subcommands: Set<String>

    private init(
        _ image: String, _ program: [String], model: [String] = [], others: Set<String> = [],
        subcommands: Set<String> = []
    ) {
        self.image = image
        self.program = program
        self.modelFlag = model
        self.others = others
        self.subcommands = subcommands
    }

    /// Whether the words begin with a program, or with a command of the tool's own.
    func isCommand(_ words: [String]) -> Bool {
        guard let first = words.first else { return false }
        return Self.shells.contains(first) || others.contains(first) || first == program.first
            || subcommands.contains(first)
    }

    func command(for words: [String]) -> [String] {
        guard let first = words.first else { return [] }
        guard isCommand(words) else { return program + (first.hasPrefix("-") ? [] : modelFlag) + words }
        return subcommands.contains(first) ? Array(program.prefix(1)) + words : words
    }

    private static let shells: Set<String> = [
        "sh", "bash", "/bin/sh", "/bin/bash", "python", "python3", "env", "exec", "nohup",
    ]

    static func of(_ consumer: Consumer) -> ExplainedProgram {
        servers[consumer] ?? downloaders[consumer] ?? ExplainedProgram("explained", [])
    }

    private static let servers: [Consumer: ExplainedProgram] = [
        .vllm: ExplainedProgram("vllm/vllm-openai", ["vllm", "serve"], subcommands: ["serve"]),
        .tgi: ExplainedProgram(
            "ghcr.io/huggingface/text-generation-inference", ["text-generation-launcher"], model: ["--model-id"]),
        .tei: ExplainedProgram(
            "ghcr.io/huggingface/text-embeddings-inference", ["text-embeddings-router"], model: ["--model-id"]),
        .sglang: ExplainedProgram(
            "lmsysorg/sglang", ["python3", "-m", "sglang.launch_server"], model: ["--model-path"], others: ["sglang"]),
        .llamacpp: ExplainedProgram("ghcr.io/ggml-org/llama.cpp", ["llama-server"], model: ["-hf"]),
        .ollama: ExplainedProgram(
            "ollama/ollama", ["ollama", "pull"], subcommands: ["pull", "run", "create", "serve"]),
        .triton: ExplainedProgram("nvcr.io/nvidia/tritonserver", ["tritonserver"], model: ["--model-repository"]),
        .torchserve: ExplainedProgram("pytorch/torchserve", ["torchserve"], model: ["--models"]),
        .tfserving: ExplainedProgram("tensorflow/serving", ["tensorflow_model_server"], model: ["--model_base_path"]),
        .mlserver: ExplainedProgram("seldonio/mlserver", ["mlserver"], subcommands: ["start"]),
        .mlflow: ExplainedProgram(
            "explained", ["mlflow", "models", "serve"], model: ["-m"], subcommands: ["models", "artifacts"]),
        .nim: ExplainedProgram("nvcr.io/nim/nvidia/llm-nim", []),
        .jetstream: ExplainedProgram("explained/jetstream-maxtext", []),
    ]

    private static let downloaders: [Consumer: ExplainedProgram] = [
        .hfHub: ExplainedProgram(
            "explained", ["hf", "download"], others: ["huggingface-cli"], subcommands: ["download"]),
        .awsCLI: ExplainedProgram("explained", ["aws", "s3", "cp"], subcommands: ["s3", "s3api"]),
        .gsutil: ExplainedProgram(
            "explained", ["gsutil", "cp"], others: ["gcloud"], subcommands: ["cp", "rsync", "-m"]),
        .minioClient: ExplainedProgram("explained", ["mc", "cp"], subcommands: ["cp", "mirror", "get", "cat"]),
        .rclone: ExplainedProgram("explained", ["rclone", "copy"], subcommands: ["copy", "sync", "copyto", "mount"]),
        .azcopy: ExplainedProgram("explained", ["azcopy", "copy"], subcommands: ["copy", "cp", "sync"]),
        .http: ExplainedProgram("explained", ["curl", "-LO"], others: ["wget", "aria2c"]),
        .git: ExplainedProgram(
            "explained", ["git", "clone"], subcommands: ["clone", "fetch", "pull", "lfs", "checkout"]),
        .dvc: ExplainedProgram(
            "explained", ["dvc", "get"], subcommands: ["get", "import", "pull", "fetch", "get-url", "import-url"]),
        .oras: ExplainedProgram(
            "explained", ["oras", "pull"], others: ["skopeo", "crane"], subcommands: ["pull", "copy", "cp", "blob"]),
        .modelscope: ExplainedProgram(
            "explained", ["modelscope", "download", "--model"], subcommands: ["download"]),
        .kaggle: ExplainedProgram("explained", ["kaggle"], subcommands: ["models", "m"]),
        .ngc: ExplainedProgram("explained", ["ngc"], subcommands: ["registry"]),
        .wandb: ExplainedProgram("explained", ["wandb", "artifact", "get"], subcommands: ["artifact"]),
    ]
}
