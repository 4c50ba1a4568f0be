import KubernetesModel

extension WorkloadKind {
    /// AIBrix's ModelClaim: a base model that a pool of running servers loads (samples/modelclaim/modelclaims.yaml).
    static let aibrixModelClaim = WorkloadKind(
        group: "model.aibrix.ai", kind: "ModelClaim", versions: ["v1alpha1"], resource: "modelclaims",
        consumer: .any, summary: "spec.artifactURL",
        read: { object, collector in
            collector.markAsWorkload()
            readArtifact(object[path: "spec", "artifactURL"], role: .model, into: &collector)
        })

    /// AIBrix's ModelAdapter.
    static let aibrixModelAdapter = WorkloadKind(
        group: "model.aibrix.ai", kind: "ModelAdapter", versions: ["v1alpha1"], resource: "modeladapters",
        consumer: .vllm, summary: "spec.artifactURL",
        read: { object, collector in
            collector.markAsWorkload()
            readArtifact(object[path: "spec", "artifactURL"], role: .adapter, into: &collector)
        })

    /// AIBrix writes `huggingface://org/name`, and has no place for a revision in it (pkg/controller/modeladapter).
    private static func readArtifact(
        _ node: Node?, role: ModelReference.Role, into collector: inout ReferenceCollector
    ) {
        guard let node, let text = node.nonEmptyString else { return }
        let prefix = "huggingface://"
        guard text.hasPrefix(prefix) else { return collector.add(node, consumer: .any, role: role) }
        let name = "hf://" + text.dropFirst(prefix.utf8.count)
        let judged = Classifier.classify(RawReference(name, consumer: .any, role: role))
        collector.add(
            text, at: node, consumer: .hfHub, role: role, pinning: judged.pinning, suggestion: judged.suggestion)
    }
}
