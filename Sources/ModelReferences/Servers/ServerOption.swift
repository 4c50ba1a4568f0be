/// One flag or variable by which a model server is told what to load.
package struct ServerOption: Sendable, Hashable {
    package enum Meaning: Sendable, Hashable {
        /// The model itself.
        case model
        case revision
        case tokenizer, tokenizerRevision
        /// A revision for the repository's own Python code.
        case codeRevision
        /// A switch that lets code from the repository run.
        case trustsRemoteCode
        case adapters(AdapterForm)
        case draftModel, draftRevision
        /// JSON that may name a draft model.
        case speculativeConfig
        /// Another repository or file whose settings the model is read with.
        case config
        /// A file that can hold any of the other options.
        case configFile
        /// A switch that lets clients load models while the server runs; `values` are those that turn it on (empty: any
        /// value but an off one).
        case runTimeLoading(values: [String])
        /// A switch that sends names to ModelScope instead of the Hugging Face hub.
        case usesModelScope
    }

    /// How a list of LoRA adapters is written.
    package enum AdapterForm: Sendable, Hashable {
        /// `name=path`, `path` or `{"name": …, "path": …}`, separated by spaces or commas (vLLM, SGLang).
        case namedPaths
        /// `id`, `name=id` or `id@revision`, separated by commas (TGI).
        case revisions
        /// `{"audio": "org/name"}`: an object whose values are the adapters (vLLM).
        case values
    }

    package var meaning: Meaning
    /// With their dashes; `_` and `-` are the same.
    package var flags: [String]
    /// Environment variables that mean the same.
    package var environment: [String]
    /// For files of options: how one is read where the input shows it; nil where it is not.
    package var form: FileForm?
    /// The file that is read where nothing else is said.
    package var usualFile: String?

    /// How a file of options is written.
    package enum FileForm: Sendable, Hashable {
        /// YAML whose keys are the flags of the command line (vLLM, SGLang).
        case flags
        /// The same, where the file counts before the command line (TensorRT-LLM).
        case outrankingFlags
        /// The same for a worker of Dynamo, whose images bring such files below the directory that they start in.
        case engineArguments
        /// The text form of a protocol buffer, with a `base_path` for each model (TensorFlow Serving).
        case protobuf
        /// JSON with a `base_path` for each model (OpenVINO Model Server).
        case modelList
        /// Java's properties (TorchServe).
        case properties
        /// A section of options for each model (llama.cpp).
        case presets
        /// YAML with a command for each model (llama-swap).
        case commands
    }

    package init(
        _ meaning: Meaning, flags: [String] = [], environment: [String] = [], form: FileForm? = nil,
        usualFile: String? = nil
    ) {
        self.meaning = meaning
        self.flags = flags
        self.environment = environment
        self.form = form
        self.usualFile = usualFile
    }
}

extension ServerOption.Meaning {
    /// A number of its own, whatever values it has.
    var number: Int {
        switch self {
        case .model: 0
        case .revision: 1
        case .tokenizer: 2
        case .tokenizerRevision: 3
        case .codeRevision: 4
        case .trustsRemoteCode: 5
        case .adapters: 6
        case .draftModel: 7
        case .draftRevision: 8
        case .speculativeConfig: 9
        case .config: 10
        case .configFile: 11
        case .runTimeLoading: 12
        case .usesModelScope: 13
        }
    }

    static let count = 14
}

extension ServerOption {
    /// Whether the flag takes every word up to the next flag.
    var takesList: Bool {
        switch meaning {
        case .adapters: true
        default: false
        }
    }
}
