import KubernetesModel

extension WorkloadKind {
    /// AIBrix's ModelAdapter.
    static let aibrixModelAdapter = WorkloadKind(
        group: "model.aibrix.ai", kind: "ModelAdapter", versions: ["v1alpha1"], resource: "modeladapters",
        consumer: .vllm, summary: "spec.artifactURL",
        read: { object, collector in
            collector.markAsWorkload()
            collector.addIfPresent(object[path: "spec", "artifactURL"], consumer: .any, role: .adapter)
        })
}
