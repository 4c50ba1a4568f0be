import KubernetesModel

extension ModelServer {
    /// vLLM (`vllm serve`, `python -m vllm.entrypoints…`). Options: vllm/engine/arg_utils.py.
    static let vllm = ModelServer(
        "vLLM", consumer: .vllm,
        summary: "Reads `--model` (or the word after `vllm serve`), its revisions, tokenizer, LoRA and draft models.",
        recognition: Recognition(
            programs: ["vllm", "lmcache_vllm", "lmcache_experimental_vllm"],
            subcommands: ["serve", "run-batch", "launch render"],
            modules: ["vllm.entrypoints", "vllm.scripts", "vllm.entrypoints.cli.main", "dynamo.vllm"], images: ["vllm"]),
        options: [
            ServerOption(.model, flags: ["--model", "--model-tag"]),
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.codeRevision, flags: ["--code-revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
            ServerOption(.tokenizer, flags: ["--tokenizer"]),
            ServerOption(.tokenizerRevision, flags: ["--tokenizer-revision"]),
            ServerOption(.config, flags: ["--hf-config-path", "--generation-config"]),
            ServerOption(.adapters(.namedPaths), flags: ["--lora-modules", "--qlora-adapter-name-or-path"]),
            ServerOption(.adapters(.values), flags: ["--default-mm-loras"]),
            // An option that takes JSON takes its members as options too (vllm/utils/argparse_utils.py).
            ServerOption(.draftModel, flags: ["--speculative-model", "--spec-model", "--speculative-config.model"]),
            ServerOption(
                .draftRevision, flags: ["--speculative-model-revision", "--speculative-config.revision"]),
            ServerOption(.speculativeConfig, flags: ["--speculative-config", "-sc"]),
            ServerOption(.configFile, flags: ["--config"], form: .flags),
            ServerOption(.usesModelScope, environment: ["VLLM_USE_MODELSCOPE"]),
            ServerOption(.runTimeLoading(values: []), environment: ["VLLM_ALLOW_RUNTIME_LORA_UPDATING"]),
            ServerOption(.runTimeLoading(values: []), environment: ["VLLM_LORA_RESOLVER_CACHE_DIR"]),
            ServerOption(.runTimeLoading(values: []), environment: ["VLLM_LORA_RESOLVER_HF_REPO_LIST"]),
        ],
        takesPositional: true,
        // The help of `--model` since vllm 0.1; later releases have another one, which is no more pinned.
        defaultModel: "facebook/opt-125m",
        // `--code-revision` has a default of its own (arg_utils.py), so `--revision` does not hold for the code.
        revisionCoversCode: false, needsModel: true, extra: readLoader)

    /// Weights that lie apart from the model's configuration: `--revision` does not hold for them
    /// (model_executor/model_loader/tensorizer.py).
    @Sendable private static func readLoader(_ command: ServerCommand) -> [FoundReference] {
        let plain = command.line.values(of: loaderMembers.map { "--model-loader-extra-config.\($0)" })
        let documents = command.line.values(of: ["--model-loader-extra-config"])
        let members = documents.flatMap { word -> [Word] in
            guard let root = try? JSONParser.parse(word.text).root else { return [] }
            return loaderMembers.compactMap { root[$0]?.nonEmptyString.map(word.with(text:)) }
        }
        return (plain + members).map { FoundReference($0, consumer: .any) }
    }

    private static let loaderMembers = ["tensorizer_uri", "tensorizer_dir"]
}
