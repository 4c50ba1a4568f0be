import KubernetesModel

extension WorkloadKind {
    /// KServe's TrainedModel: a model for a multi-model server.
    static let kserveTrainedModel = WorkloadKind(
        group: "serving.kserve.io", kind: "TrainedModel", versions: ["v1alpha1"], resource: "trainedmodels",
        consumer: .kserve, summary: "spec.model.storageUri",
        read: { object, collector in
            collector.markAsWorkload()
            collector.addIfPresent(object[path: "spec", "model", "storageUri"], consumer: .kserve)
        })
}
