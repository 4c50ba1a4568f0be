import KubernetesModel

extension WorkloadKind {
    /// KServe's TrainedModel: a model for a multi-model server.
    static let kserveTrainedModel = WorkloadKind(
        group: "serving.kserve.io", kind: "TrainedModel", versions: ["v1alpha1"], resource: "trainedmodels",
        consumer: .kserve, summary: "spec.model.storageUri", read: readModel)

    /// The same when the group was Kubeflow's.
    static let kubeflowTrainedModel = WorkloadKind(
        group: "serving.kubeflow.org", kind: "TrainedModel", versions: ["v1alpha1", "v1beta1"],
        resource: "trainedmodels", consumer: .kserve, summary: "spec.model.storageUri", read: readModel)

    @Sendable private static func readModel(_ object: Node, into collector: inout ReferenceCollector) {
        collector.markAsWorkload()
        collector.addIfPresent(object[path: "spec", "model", "storageUri"], consumer: .kserve)
    }
}
