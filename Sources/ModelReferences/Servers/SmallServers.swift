import KubernetesModel

/// Servers with few options.
extension ModelServer {
    /// LoRAX, a fork of TGI whose flags are variables too (launcher/src/main.rs of predibase/lorax). Adapters that
    /// requests name stand in no manifest.
    static let lorax = ModelServer(
        "LoRAX", consumer: .tgi,
        summary: "Reads `--model-id`, `--revision` and `--adapter-id`, or `MODEL_ID`, `REVISION`, `ADAPTER_ID`.",
        recognition: Recognition(programs: ["lorax-launcher"], images: ["predibase/lorax"]),
        options: [
            ServerOption(.model, flags: ["--model-id"], environment: ["MODEL_ID"]),
            ServerOption(.revision, flags: ["--revision"], environment: ["REVISION"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"], environment: ["TRUST_REMOTE_CODE"]),
            ServerOption(
                .adapters(.namedPaths), flags: ["--adapter-id", "--preloaded-adapter-ids"],
                environment: ["ADAPTER_ID", "PRELOADED_ADAPTER_IDS"]),
        ],
        defaultModel: "mistralai/Mistral-7B-Instruct-v0.1", abbreviates: false)

    /// The images of Weaviate's modules: each holds the model that its tag names.
    static let weaviateModules = ModelServer(
        "Weaviate modules", consumer: .hfHub, summary: "The image is the model.",
        recognition: Recognition(images: [
            "transformers-inference", "multi2vec-clip", "multi2vec-bind", "img2vec-pytorch", "reranker-transformers",
            "qna-transformers", "sum-transformers", "ner-transformers",
        ]),
        options: [], abbreviates: false, imageIsModel: true)

    /// Tabby's models come from a registry of its own (TabbyML/registry-tabby).
    static let tabby = ModelServer(
        "Tabby", consumer: .any, summary: "Reads `--model` and `--chat-model` of `tabby serve`.",
        recognition: Recognition(programs: ["tabby"], subcommands: ["serve"], images: ["tabbyml/tabby"]),
        options: [ServerOption(.model, flags: ["--model", "--chat-model"])],
        names: .own, abbreviates: false, ownNames: ofTabby)

    /// Petals (src/petals/cli/run_server.py of bigscience-workshop/petals).
    static let petals = ModelServer(
        "Petals", consumer: .hfHub, summary: "Reads the word after `petals.cli.run_server`, and `--revision`.",
        recognition: Recognition(modules: ["petals.cli.run_server"]),
        options: [
            ServerOption(.model, flags: ["--converted-model-name-or-path"]),
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.adapters(.namedPaths), flags: ["--adapters"]),
        ],
        takesPositional: true)

    /// DeepSpeed-MII and FastDeploy, whose API servers are started as vLLM's is; neither is known to read a commit.
    static let apiServers = ModelServer(
        "DeepSpeed-MII and FastDeploy", consumer: .any, summary: "Read `--model`.",
        recognition: Recognition(modules: ["mii.entrypoints", "fastdeploy.entrypoints"]),
        options: [
            ServerOption(.model, flags: ["--model"]), ServerOption(.tokenizer, flags: ["--tokenizer"]),
        ],
        abbreviates: false, ownNames: ofHub)

    /// STAPI, which serves sentence transformers.
    static let stapi = ModelServer(
        "STAPI", consumer: .hfHub, summary: "Reads `MODEL`.",
        recognition: Recognition(images: ["substratusai/stapi"]),
        options: [ServerOption(.model, environment: ["MODEL"])],
        defaultModel: "all-MiniLM-L6-v2", abbreviates: false, ownNames: ofHub)

    /// Xinference's supervisor and workers, which launch what a client asks for.
    static let xinferenceLocal = ModelServer(
        "Xinference without a model", consumer: .any, summary: "`xinference-local` loads what a client asks for.",
        recognition: Recognition(programs: ["xinference-local", "xinference-supervisor"]),
        options: [], names: .own, abbreviates: false, loadsOnDemand: true)

    /// ms-swift (swift/llm/argument/base_args): names of ModelScope's hub, or of Hugging Face's with `--use_hf`. Other
    /// programs are called `swift` as well; these subcommands and their flags are its own.
    static let msSwift = ModelServer(
        "ms-swift", consumer: .modelscope,
        summary:
            "Reads `--model`, `--model_revision` and `--adapters` of `swift deploy`, `infer`, `sft` and their like.",
        recognition: Recognition(
            programs: ["swift"], subcommands: ["deploy", "infer", "sft", "pt", "rlhf", "export", "app", "eval"]),
        options: [], abbreviates: false, extra: readSwift)

    @Sendable private static func readSwift(_ command: ServerCommand) -> [FoundReference] {
        let line = command.line
        let switches = line.values(of: ["--use-hf"]).map(\.text) + [line.environment["USE_HF"]?.text ?? ""]
        let isOnHub = switches.contains { ["1", "true"].contains($0.lowercased()) }
        let consumer: Consumer = isOnHub ? .hfHub : .modelscope
        let revision = line.value(of: ["--model-revision"])
        let models = line.values(of: ["--model", "--model-id-or-path"]).map {
            FoundReference($0, consumer: consumer, revision: revision)
        }
        return models
            + line.lists(of: ["--adapters"]).map { FoundReference($0, consumer: consumer, role: .adapter) }
    }
}

// MARK: - What the user reads

private let ofTabby = "a name in Tabby's registry of models, whose entry can change at any time"
private let ofHub = "a name for which the server takes what the hub has at the time"
