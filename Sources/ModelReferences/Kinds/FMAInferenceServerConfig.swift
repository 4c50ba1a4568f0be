import KubernetesModel

extension WorkloadKind {
    /// The InferenceServerConfig of llm-d's fast model actuation: the options of a vLLM that a launcher starts
    /// (llm-d-incubation/llm-d-fast-model-actuation api/fma/v1alpha1/inferenceserverconfig_types.go).
    static let fmaInferenceServerConfig = WorkloadKind(
        group: "fma.llm-d.ai", kind: "InferenceServerConfig", versions: ["v1alpha1"],
        resource: "inferenceserverconfigs", consumer: .vllm, summary: "spec.modelServerConfig.options",
        read: { object, collector in
            guard let config = object[path: "spec", "modelServerConfig"] else { return }
            collector.markAsWorkload()
            readOptions(config, into: &collector)
        })

    /// The launcher splits the text at white space, and knows no quotes (inference_server/launcher/launcher.py).
    private static func readOptions(_ config: Node, into collector: inout ReferenceCollector) {
        guard let options = config["options"], let text = options.nonEmptyString else { return }
        let place = Word(ModelServer.vllm.name, at: options)
        let words = text.utf8.split(whereSeparator: Byte.isBlank).map {
            Word(String(decoding: $0, as: UTF8.self), at: options)
        }
        let line = CommandLine(
            words: [place] + words, environment: OperatorEnvironment.variables(in: config["env_vars"]))
        let endpoints = OperatorEnvironment.endpointOverrides(in: config["env_vars"])
        for found in ServerReader.read(.vllm, ServerCommand(line: line, isCertain: false, place: place)) {
            collector.add(found, endpointOverrides: endpoints)
        }
    }
}
