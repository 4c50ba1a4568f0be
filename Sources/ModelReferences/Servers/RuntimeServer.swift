extension ModelServer {
    /// The server as a ServingRuntime has started it already: with a model, so that it takes neither a default one nor
    /// the first word. Arguments and variables of an InferenceService are added to its own.
    func startedByRuntime() -> ModelServer {
        ModelServer(
            name, consumer: consumer, summary: summary, recognition: recognition, options: options, names: names,
            abbreviates: abbreviates, revisionCoversCode: revisionCoversCode, alwaysMutable: alwaysMutable,
            extra: extra)
    }

    static let vllmOfRuntime = vllm.startedByRuntime()
    static let sglangOfRuntime = sglang.startedByRuntime()
    static let textGenerationOfRuntime = textGenerationInference.startedByRuntime()
    static let llamaCppOfRuntime = llamaCpp.startedByRuntime()
}
