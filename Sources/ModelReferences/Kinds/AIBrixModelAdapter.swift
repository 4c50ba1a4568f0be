import KubernetesModel

extension WorkloadKind {
    /// AIBrix's ModelClaim: a base model that a pool of running servers loads (samples/modelclaim/modelclaims.yaml).
    static let aibrixModelClaim = WorkloadKind(
        group: "model.aibrix.ai", kind: "ModelClaim", versions: ["v1alpha1"], resource: "modelclaims",
        consumer: .aibrix, summary: "spec.artifactURL",
        read: { object, collector in
            collector.markAsWorkload()
            collector.addIfPresent(object[path: "spec", "artifactURL"], consumer: .aibrix)
        })

    /// AIBrix's ModelAdapter.
    static let aibrixModelAdapter = WorkloadKind(
        group: "model.aibrix.ai", kind: "ModelAdapter", versions: ["v1alpha1"], resource: "modeladapters",
        consumer: .aibrix, summary: "spec.artifactURL",
        read: { object, collector in
            collector.markAsWorkload()
            collector.addIfPresent(object[path: "spec", "artifactURL"], consumer: .aibrix, role: .adapter)
        })
}
