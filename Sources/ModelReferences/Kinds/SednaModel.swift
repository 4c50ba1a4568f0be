import KubernetesModel

extension WorkloadKind {
    /// KubeEdge Sedna's Model (kubeedge/sedna pkg/apis/sedna/v1alpha1/model_types.go).
    static let sednaModel = WorkloadKind(
        group: "sedna.io", kind: "Model", versions: ["v1alpha1"], resource: "models", consumer: .any,
        summary: "spec.url",
        read: { object, collector in
            collector.markAsWorkload()
            collector.addIfPresent(object[path: "spec", "url"], consumer: .any)
        })
}
