/// A Python function or class that loads a model, and which of its arguments say what.
struct PythonLoader: Sendable {
    /// What the name of the model may look like besides being given at all.
    enum Condition: Sendable {
        case always
        /// Only where the code imports one of these; the names are common ones.
        case imported([String])
        /// Only where it is called on something whose name begins with one of these.
        case receiver([String])
        /// Only a path or URI that looks like a model: these functions read any file.
        case looksLikeModel
        /// Only a name with a slash or a scheme: other names are architectures.
        case hasSlash
    }

    var functions: [String]
    /// Where the model stands among the positional arguments; nil where it must be named.
    var position: Int? = 0
    var keywords: [String] = []
    var revision: [String] = ["revision"]
    var destination: [String] = ["local_dir", "cache_dir"]
    var destinationPosition: Int?
    var consumer: Consumer = .hfHub
    var role: ModelReference.Role = .model
    var condition = Condition.always
    /// Other models among its arguments, by keyword.
    var companions: [(keyword: String, role: ModelReference.Role, revision: String?)] = []
    /// Whether it only fetches and returns a local path.
    var returnsPath = false

    static func returnsLocalPath(_ call: PythonCallSite) -> Bool { named(call).contains(where: \.returnsPath) }

    /// The loaders that a call may be, under the name that its module gives it or the one that is written.
    static func named(_ call: PythonCallSite) -> [PythonLoader] {
        byFunction[call.function] ?? byFunction[call.writtenFunction] ?? []
    }

    static let byFunction: [String: [PythonLoader]] = {
        var table: [String: [PythonLoader]] = [:]
        for loader in all {
            for function in loader.functions { table[function, default: []].append(loader) }
        }
        return table
    }()

    static let all: [PythonLoader] = hub + servers + frameworks + registries

    private static let hub: [PythonLoader] = [
        PythonLoader(
            functions: ["snapshot_download", "hf_hub_download", "cached_download", "try_to_load_from_cache"],
            keywords: ["repo_id", "model_id"], returnsPath: true),
        PythonLoader(
            functions: ["from_pretrained", "from_finetuned", "load_pretrained"],
            keywords: ["pretrained_model_name_or_path", "model_name_or_path", "model_id", "repo_id", "model_name"]),
        PythonLoader(
            functions: ["pipeline"], position: 1, keywords: ["model"], condition: .imported(["transformers"]),
            companions: [("tokenizer", .tokenizer, nil)]),
        PythonLoader(
            functions: [
                "SentenceTransformer", "CrossEncoder", "SparseEncoder", "INSTRUCTOR", "FlagModel", "BGEM3FlagModel",
            ],
            keywords: ["model_name_or_path", "model_name", "model"], destination: ["cache_folder"]),
        PythonLoader(
            functions: ["HuggingFaceEmbeddings", "HuggingFaceEmbedding", "HuggingFaceBgeEmbeddings", "HuggingFaceLLM"],
            position: nil, keywords: ["model_name", "model"], revision: ["model_revision", "revision"],
            companions: [("tokenizer_name", .tokenizer, nil)]),
        PythonLoader(functions: ["from_model_id"], keywords: ["model_id"]),
        PythonLoader(
            functions: ["load_lora_weights", "load_adapter", "load_textual_inversion", "load_ip_adapter"],
            role: .adapter,
            condition: .hasSlash),
        PythonLoader(
            functions: ["create_model", "create_model_and_transforms"], keywords: ["model_name"], condition: .hasSlash),
        PythonLoader(functions: ["WhisperModel"], keywords: ["model_size_or_path"], destination: ["download_root"]),
        PythonLoader(
            functions: ["TextEmbedding", "SparseTextEmbedding"], keywords: ["model_name"],
            condition: .imported(["fastembed"])),
    ]

    private static let servers: [PythonLoader] = [
        PythonLoader(
            functions: ["LLM", "EngineArgs", "AsyncEngineArgs"], keywords: ["model"], consumer: .vllm,
            condition: .imported(["vllm", "tensorrt_llm", "LLM", "EngineArgs", "AsyncEngineArgs"]),
            companions: [
                ("tokenizer", .tokenizer, "tokenizer_revision"), ("speculative_model", .draftModel, nil),
            ]),
        PythonLoader(
            functions: ["Engine", "Runtime"], position: nil, keywords: ["model_path"], consumer: .sglang,
            condition: .imported(["sglang", "sgl"]), companions: [("tokenizer_path", .tokenizer, nil)]),
        PythonLoader(
            functions: ["vLLMEngineProcessorConfig", "SGLangEngineProcessorConfig", "ModelLoadingConfig"],
            position: nil,
            keywords: ["model_source"], consumer: .ray),
        PythonLoader(functions: ["Llama"], keywords: ["model_path"], consumer: .llamacpp),
        PythonLoader(functions: ["pull"], keywords: ["model"], consumer: .ollama, condition: .receiver(["ollama"])),
        PythonLoader(
            functions: ["download"], keywords: ["uri"], revision: [], destinationPosition: 1, consumer: .kserve,
            condition: .receiver(["Storage", "kserve.Storage"]), returnsPath: true),
    ]

    private static let frameworks: [PythonLoader] = [
        PythonLoader(
            functions: ["load_model"], keywords: ["name"], consumer: .any,
            condition: .receiver(["whisper", "keras", "tf.", "tensorflow."])),
        PythonLoader(functions: ["load_model"], keywords: ["filepath"], consumer: .any, condition: .looksLikeModel),
        PythonLoader(functions: ["YOLO", "RTDETR", "SAM", "FastSAM"], keywords: ["model"], consumer: .any),
        PythonLoader(
            functions: ["load"], keywords: ["repo_or_dir"], consumer: .any,
            condition: .receiver(["torch.hub", "hub", "tensorflow_hub"])),
        PythonLoader(
            functions: ["load_state_dict_from_url", "load_url", "download_url_to_file", "KerasLayer"],
            keywords: ["url"],
            consumer: .http),
        PythonLoader(functions: ["load"], keywords: ["name"], consumer: .any, condition: .receiver(["spacy"])),
        PythonLoader(
            functions: ["load", "load_weights", "read_model", "InferenceSession", "Booster", "load_checkpoint"],
            keywords: ["path_or_bytes", "model_file", "filepath", "f", "filename"], consumer: .any,
            condition: .looksLikeModel),
        PythonLoader(
            functions: ["urlretrieve", "from_single_file"], keywords: ["url"], revision: [], destination: ["filename"],
            destinationPosition: 1, consumer: .http, condition: .looksLikeModel, returnsPath: true),
        PythonLoader(
            functions: ["get", "urlopen"], keywords: ["url"], revision: [], consumer: .http, condition: .looksLikeModel),
        PythonLoader(
            functions: ["download"], keywords: ["url"], revision: [], destination: ["out", "output"],
            destinationPosition: 1, consumer: .http, condition: .receiver(["wget", "gdown"]), returnsPath: true),
    ]

    private static let registries: [PythonLoader] = [
        PythonLoader(
            functions: ["load_model", "spark_udf"], keywords: ["model_uri"], revision: [], destination: ["dst_path"],
            consumer: .mlflow, condition: .receiver(["mlflow"])),
        PythonLoader(
            functions: ["download_artifacts"], position: nil, keywords: ["artifact_uri"], revision: [],
            destination: ["dst_path"], consumer: .mlflow, returnsPath: true),
        PythonLoader(
            functions: ["model_download"], keywords: ["handle"], revision: [], consumer: .kaggle,
            condition: .receiver(["kagglehub"]), returnsPath: true),
        PythonLoader(
            functions: ["use_artifact", "artifact", "use_model"], keywords: ["artifact_or_name", "name"], revision: [],
            consumer: .wandb, condition: .imported(["wandb"])),
        PythonLoader(
            functions: ["get", "load_model", "load_runner"], keywords: ["tag"], revision: [], consumer: .bento,
            condition: .receiver(["bentoml"])),
        PythonLoader(
            functions: ["Model"], position: nil, keywords: ["model_name"], revision: [], consumer: .vertex,
            condition: .receiver(["aiplatform"])),
    ]
}

/// `hf_hub:ORG/NAME@REVISION`, timm's way to name a repository (`hf_split` of timm/models/_hub.py).
enum HubPrefix {
    static func repository(in text: String) -> (repository: String, revision: String?)? {
        guard let prefix = ["hf_hub:", "hf-hub:"].first(where: text.hasPrefix) else { return nil }
        let rest = text.dropFirst(prefix.utf8.count)
        guard let (name, revision) = Scan.cut(rest, at: "@") else { return (String(rest), nil) }
        return (String(name), String(revision))
    }
}
