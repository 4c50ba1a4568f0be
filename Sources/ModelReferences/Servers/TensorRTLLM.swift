extension ModelServer {
    static let tensorRTLLM = ModelServer(
        "TensorRT-LLM", consumer: .any,
        summary: "Reads the word after `trtllm-serve`, `--tokenizer` and `--engine_dir`.",
        // `trtllm-serve MODEL`, and since 1.0 `trtllm-serve serve MODEL`.
        recognition: Recognition(
            programs: ["trtllm-serve"], subcommands: ["serve", ""], modules: ["dynamo.trtllm"],
            images: ["trtllm-serve"]),
        options: [
            ServerOption(.model, flags: ["--model", "--engine-dir", "--model-path"]),
            ServerOption(.revision, flags: ["--revision", "--hf-revision"]),
            ServerOption(.tokenizer, flags: ["--tokenizer"]),
            // `speculative_config` of its files (tensorrt_llm/llmapi/llm_args.py).
            ServerOption(.speculativeConfig, flags: ["--speculative-config"]),
            ServerOption(.configFile, flags: ["--extra-llm-api-options", "--config"], form: .outrankingFlags),
            ServerOption(.configFile, flags: ["--extra-engine-args"], form: .engineArguments),
        ],
        takesPositional: true, abbreviates: false, needsModel: true)
}
