import KubernetesModel

/// What a workload will load, as its user would name it: where it stands, which tool consumes it, and whether it can
/// only ever mean one thing.
package struct ModelReference: Sendable, Hashable {
    /// The reference as a user would write it: `hf://org/name:main`, `s3://bucket/model/v4/`, `org/name`.
    package var value: String
    /// Where it stands: `spec.predictor.model.storageUri`.
    package var path: FieldPath
    package var position: SourcePosition
    /// The tool that reads it, which decides what it means.
    package var consumer: Consumer
    package var role: Role
    /// The revision that another flag or field gives it (`--revision`); nil where none does.
    package var revision: String?
    package var pinning: Pinning
    /// The pinned form to write instead, or the way to it; nil where none can be named, or nothing needs mending.
    package var suggestion: String?
    /// The container that consumes it, where there is one.
    package var container: String?
    /// The image of that container: a consumer is known by its image, not by its name or flags.
    package var consumerImage: String?
    /// Per cent of the traffic that the object sends to it; nil where the object does not say.
    package var trafficPercent: Int?
    /// Everything that makes the same URI mean another server: endpoints, proxies, CA bundles, DNS.
    package var endpointOverrides: [EndpointOverride]

    package init(
        value: String, path: FieldPath, position: SourcePosition, consumer: Consumer, role: Role = .model,
        revision: String? = nil, pinning: Pinning, suggestion: String? = nil, container: String? = nil,
        consumerImage: String? = nil,
        trafficPercent: Int? = nil, endpointOverrides: [EndpointOverride] = []
    ) {
        self.value = value
        self.path = path
        self.position = position
        self.consumer = consumer
        self.role = role
        self.revision = revision
        self.pinning = pinning
        self.suggestion = suggestion
        self.container = container
        self.consumerImage = consumerImage
        self.trafficPercent = trafficPercent
        self.endpointOverrides = endpointOverrides
    }

    /// What the reference is for.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        case model, tokenizer, code, adapter, draftModel, config, explainer, transformer, image, cache
    }
}

/// A setting that sends the same URI to another server (`AWS_ENDPOINT_URL`, `HF_ENDPOINT`, `HTTPS_PROXY`, …).
package struct EndpointOverride: Sendable, Hashable {
    package var name: String
    /// The endpoint; nil where it cannot be known from the object (a Secret, a ConfigMap).
    package var value: String?
    package var path: FieldPath

    package init(name: String, value: String?, path: FieldPath) {
        self.name = name
        self.value = value
        self.path = path
    }
}

/// Whether a reference can only ever mean one thing, *to the tool that consumes it*.
package enum Pinning: Sendable, Hashable {
    /// Content-addressed, or a commit that the hub enforces.
    case pinned(Digest)
    /// Names one version, whose bytes could still be replaced.
    case versioned(String)
    /// A name that moves by design, or whose pin the tool ignores; begins with `invalid:` where the tool rejects it.
    case mutable(String)
    /// Nobody can tell from the object. Never treated as pinned.
    case unresolved(String)

    /// `pinned`, `versioned`, `mutable`, `unresolved`.
    package var name: String {
        switch self {
        case .pinned: "pinned"
        case .versioned: "versioned"
        case .mutable: "mutable"
        case .unresolved: "unresolved"
        }
    }

    /// Why, in a user's words; a half-sentence that can follow "the reference is".
    package var reason: String {
        switch self {
        case .pinned(let digest): "addressed by its content (\(digest))"
        case .versioned(let reason), .mutable(let reason), .unresolved(let reason): reason
        }
    }

    /// 0 is best: pinned, versioned, mutable, unresolved.
    package var severity: Int {
        switch self {
        case .pinned: 0
        case .versioned: 1
        case .mutable: 2
        case .unresolved: 3
        }
    }
}

/// A tool that turns a reference into a model. The raw value is its name in output and in `pedigree explain`.
package struct Consumer: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ name: String) { self.init(rawValue: name) }
    package var description: String { rawValue }

    package static func == (left: Consumer, right: Consumer) -> Bool { left.rawValue == right.rawValue }
    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension Consumer {
    /// A reference whose tool is not known.
    package static let any = Consumer("any")
    package static let kserve = Consumer("kserve")
    package static let llmisvc = Consumer("llmisvc")
    package static let modelmesh = Consumer("modelmesh")
    package static let seldon1 = Consumer("seldon1")
    package static let seldon2 = Consumer("seldon2")
    package static let ray = Consumer("ray")
    package static let kubeai = Consumer("kubeai")
    package static let aibrix = Consumer("aibrix")
    /// The initializer that Kubeflow Trainer runs for a TrainJob.
    package static let trainer = Consumer("trainer")
    package static let llmaz = Consumer("llmaz")
    package static let ome = Consumer("ome")
    package static let productionStack = Consumer("production-stack")
    package static let kaito = Consumer("kaito")
    package static let nim = Consumer("nim")
    package static let bento = Consumer("bento")
    package static let vllm = Consumer("vllm")
    package static let tgi = Consumer("tgi")
    package static let tei = Consumer("tei")
    package static let sglang = Consumer("sglang")
    package static let llamacpp = Consumer("llamacpp")
    package static let ollama = Consumer("ollama")
    package static let triton = Consumer("triton")
    package static let torchserve = Consumer("torchserve")
    package static let tfserving = Consumer("tfserving")
    package static let mlserver = Consumer("mlserver")
    package static let mlflow = Consumer("mlflow")
    package static let jetstream = Consumer("jetstream")
    /// huggingface_hub, its command line and the libraries on it (transformers, diffusers).
    package static let hfHub = Consumer("hf_hub")
    package static let awsCLI = Consumer("aws")
    package static let gsutil = Consumer("gsutil")
    package static let minioClient = Consumer("mc")
    package static let rclone = Consumer("rclone")
    package static let azcopy = Consumer("azcopy")
    package static let http = Consumer("http")
    package static let git = Consumer("git")
    package static let dvc = Consumer("dvc")
    package static let oras = Consumer("oras")
    package static let image = Consumer("image")
    package static let modelscope = Consumer("modelscope")
    package static let kaggle = Consumer("kaggle")
    package static let ngc = Consumer("ngc")
    package static let wandb = Consumer("wandb")
    package static let vertex = Consumer("vertex")
    package static let sagemaker = Consumer("sagemaker")
    /// Client of another service: what it names is not loaded here.
    package static let client = Consumer("client")
}
