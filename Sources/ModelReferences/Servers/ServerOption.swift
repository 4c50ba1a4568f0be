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
    }

    package var meaning: Meaning
    /// With their dashes; `_` and `-` are the same.
    package var flags: [String]
    /// Environment variables that mean the same.
    package var environment: [String]

    package init(_ meaning: Meaning, flags: [String] = [], environment: [String] = []) {
        self.meaning = meaning
        self.flags = flags
        self.environment = environment
    }
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
