extension ModelServer {
    /// Every server that is recognised, in the order of `pedigree list servers`; the first that matches is taken.
    package static let all: [ModelServer] = [
        .vllm, .sglang, .googleTextGeneration, .textGenerationInference, .textEmbeddingsInference, .llamaCpp, .ollama,
        .tensorRTLLM, .triton, .torchServe, .tensorFlowServing, .mlServer, .mlflow, .jetStream, .huggingFaceServer,
        .lmDeploy, .nim, .infinity, .aphrodite, .fastChat, .whisper, .speaches, .whisperService, .opeaWhisper,
        .opeaSpeech, .wyomingWhisper, .piper, .whisperCpp, .imageGeneration, .textGenerationWebUI, .openVINO, .max,
        .localAI, .koboldCpp, .mistralRS, .openLLM, .xinference, .rtpLLM, .deepSparse, .textGenerationServer,
        .sageMakerTextGeneration, .huggingFaceContainers, .djlServing, .lorax, .weaviateModules, .tabby, .petals,
        .apiServers, .stapi, .xinferenceLocal, .msSwift, .llamaSwap, .kserveServers, .loraSyncer, .transformersScripts,
    ]
}
