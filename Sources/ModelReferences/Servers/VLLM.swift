extension ModelServer {
    /// vLLM (`vllm serve`, `python -m vllm.entrypoints…`). Options: vllm/engine/arg_utils.py.
    static let vllm = ModelServer(
        "vLLM", consumer: .vllm,
        summary: "Reads `--model` (or the word after `vllm serve`), its revisions, tokenizer, LoRA and draft models.",
        recognition: Recognition(
            programs: ["vllm"], subcommands: ["serve"],
            modules: ["vllm.entrypoints", "vllm.scripts", "vllm.entrypoints.cli.main", "dynamo.vllm"], images: ["vllm"]),
        options: [
            ServerOption(.model, flags: ["--model", "--model-tag"]),
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.codeRevision, flags: ["--code-revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
            ServerOption(.tokenizer, flags: ["--tokenizer"]),
            ServerOption(.tokenizerRevision, flags: ["--tokenizer-revision"]),
            ServerOption(.config, flags: ["--hf-config-path", "--generation-config-path"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora-modules", "--qlora-adapter-name-or-path"]),
            ServerOption(.draftModel, flags: ["--speculative-model"]),
            ServerOption(.draftRevision, flags: ["--speculative-model-revision"]),
            ServerOption(.speculativeConfig, flags: ["--speculative-config"]),
            ServerOption(.configFile, flags: ["--config"]),
            ServerOption(.usesModelScope, environment: ["VLLM_USE_MODELSCOPE"]),
            ServerOption(.runTimeLoading(values: []), environment: ["VLLM_ALLOW_RUNTIME_LORA_UPDATING"]),
            ServerOption(.runTimeLoading(values: []), environment: ["VLLM_LORA_RESOLVER_CACHE_DIR"]),
        ],
        takesPositional: true,
        // The help of `--model` since vllm 0.1; later releases have another one, which is no more pinned.
        defaultModel: "facebook/opt-125m",
        // `--code-revision` has a default of its own (arg_utils.py), so `--revision` does not hold for the code.
        revisionCoversCode: false, needsModel: true)
}
