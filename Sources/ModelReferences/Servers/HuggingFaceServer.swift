extension ModelServer {
    /// KServe's huggingfaceserver (python/huggingfaceserver/huggingfaceserver/__main__.py): unknown flags are dropped,
    /// and vLLM's own `--revision` is written over by `--model_revision`, so that it pins nothing.
    static let huggingFaceServer = ModelServer(
        "KServe huggingfaceserver", consumer: .hfHub,
        summary: "Reads `--model_id`, `--model_dir`, `--model_revision` and `--tokenizer_revision`.",
        recognition: Recognition(modules: ["huggingfaceserver"], images: ["huggingfaceserver"]),
        options: [
            ServerOption(.model, flags: ["--model-id", "--model"], environment: ["MODEL_ID"]),
            ServerOption(.model, flags: ["--model-dir"]),
            ServerOption(.revision, flags: ["--model_revision"]),
            ServerOption(.codeRevision, flags: ["--code-revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
            ServerOption(.tokenizer, flags: ["--tokenizer"]),
            ServerOption(.tokenizerRevision, flags: ["--tokenizer_revision"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora-modules"]),
            ServerOption(.draftModel, flags: ["--speculative-model"]),
            ServerOption(.speculativeConfig, flags: ["--speculative-config"]),
            ServerOption(.configFile, flags: ["--config"]),
            ServerOption(.runTimeLoading(values: []), environment: ["VLLM_ALLOW_RUNTIME_LORA_UPDATING"]),
        ])
}
