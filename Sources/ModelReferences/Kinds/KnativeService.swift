import KubernetesModel

extension WorkloadKind {
    /// Knative's Service; the general walk reads the pod template.
    static let knativeService = WorkloadKind(
        group: "serving.knative.dev", kind: "Service", versions: ["v1", "v1beta1", "v1alpha1"], resource: "services",
        consumer: .any, summary: "commands, arguments, variables and volumes of spec.template",
        read: { _, collector in collector.markAsWorkload() })

    /// What Knative makes of a Service.
    static let knativeConfiguration = WorkloadKind(
        group: "serving.knative.dev", kind: "Configuration", versions: ["v1", "v1beta1", "v1alpha1"],
        resource: "configurations", consumer: .any,
        summary: "commands, arguments, variables and volumes of spec.template",
        read: { _, collector in collector.markAsWorkload() })

    static let knativeRevision = WorkloadKind(
        group: "serving.knative.dev", kind: "Revision", versions: ["v1", "v1beta1", "v1alpha1"], resource: "revisions",
        consumer: .any, summary: "commands, arguments, variables and volumes of spec",
        read: { _, collector in collector.markAsWorkload() })
}
