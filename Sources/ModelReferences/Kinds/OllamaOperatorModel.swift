import KubernetesModel

extension WorkloadKind {
    /// The Ollama operator's Model.
    static let ollamaOperatorModel = WorkloadKind(
        group: "ollama.ayaka.io", kind: "Model", versions: ["v1"], resource: "models", consumer: .ollama,
        summary: "spec.image, a name in Ollama's registry",
        read: { object, collector in
            collector.markAsWorkload()
            collector.addIfPresent(object[path: "spec", "image"], consumer: .ollama)
        })
}
