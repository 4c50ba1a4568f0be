extension ModelServer {
    /// Every server that is recognised, in the order of `pedigree list servers`; the first that matches is taken.
    package static let all: [ModelServer] = [
        .vllm, .sglang, .textGenerationInference, .textEmbeddingsInference, .llamaCpp, .ollama, .tensorRTLLM, .triton,
        .torchServe, .tensorFlowServing, .mlServer, .mlflow, .jetStream, .huggingFaceServer, .lmDeploy, .nim,
        .infinity, .aphrodite, .fastChat, .whisper, .openVINO, .max, .localAI, .koboldCpp, .mistralRS, .openLLM,
        .xinference, .rtpLLM, .deepSparse,
        .djlServing, .kserveServers, .loraSyncer, .transformersScripts,
    ]
}
