extension ModelServer {
    /// FastChat's workers; its controller, its web UI and its API server load nothing (fastchat/serve/model_worker.py,
    /// fastchat/model/model_adapter.py add_model_args).
    static let fastChat = ModelServer(
        "FastChat", consumer: .hfHub,
        summary: "Reads `--model-path` and `--revision` of the workers.",
        recognition: Recognition(
            modules: [
                "fastchat.serve.model_worker", "fastchat.serve.vllm_worker", "fastchat.serve.sglang_worker",
                "fastchat.serve.multi_model_worker", "fastchat.serve.lightllm_worker",
                "ipex_llm.serving.fastchat.ipex_llm_worker", "ipex_llm.serving.fastchat.vllm_worker",
            ], images: []),
        options: [
            ServerOption(.model, flags: ["--model-path", "--model"]),
            ServerOption(.revision, flags: ["--revision"]),
            ServerOption(.trustsRemoteCode, flags: ["--trust-remote-code"]),
        ],
        needsModel: true)
}
