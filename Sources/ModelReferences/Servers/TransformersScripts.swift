extension ModelServer {
    /// Scripts that pass their flags to transformers, as KAITO's and many training images do.
    static let transformersScripts = ModelServer(
        "transformers scripts", consumer: .hfHub,
        summary: "Any program with `--pretrained_model_name_or_path` or `--model_name_or_path`, and `--revision`.",
        recognition: Recognition(
            programs: ["transformers"], subcommands: ["serve", "chat"],
            scripts: ["inference_api.py", "text_generation_api.py"], images: []),
        options: [
            ServerOption(.model, flags: ["--pretrained-model-name-or-path", "--model-name-or-path"]),
            ServerOption(.revision, flags: ["--revision", "--model-revision"]),
            ServerOption(.codeRevision, flags: ["--code-revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
            ServerOption(.tokenizer, flags: ["--tokenizer-name-or-path", "--tokenizer-name"]),
            ServerOption(.adapters(.namedPaths), flags: ["--adapter-name-or-path"]),
        ],
        // KAITO's images hold the weights that its scripts serve where no flag names a model (presets/workspace).
        abbreviates: false, imageIsModel: true)
}
