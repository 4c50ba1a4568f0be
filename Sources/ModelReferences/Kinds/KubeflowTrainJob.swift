import KubernetesModel

extension WorkloadKind {
    /// Kubeflow Trainer's TrainJob.
    static let kubeflowTrainJob = WorkloadKind(
        group: "trainer.kubeflow.org", kind: "TrainJob", versions: ["v1alpha1"], resource: "trainjobs",
        consumer: .trainer, summary: "spec.initializer.model.storageUri, and the container of spec.trainer",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            // initializer.dataset is no model.
            collector.addIfPresent(spec[path: "initializer", "model", "storageUri"], consumer: .trainer)
            // The initializer is told by a variable, which may as well be set itself (ModelInitializer in kubeflow/trainer
            // pkg/apis/trainer/v1alpha1/trainjob_types.go).
            let variable = spec[path: "initializer", "model", "env"]?.environmentEntry("STORAGE_URI")
            collector.addIfPresent(variable?["value"], consumer: .trainer)
            collector.addIfPresent(spec[path: "modelConfig", "input", "storageUri"], consumer: .trainer)
            guard let trainer = spec["trainer"], trainer.isObject else { return }
            PodSpecWalk.readContainer(trainer, podSpec: nil, into: &collector)
        })

    static let kubeflowTrainingRuntime = WorkloadKind(
        group: "trainer.kubeflow.org", kind: "TrainingRuntime", versions: ["v1alpha1"], resource: "trainingruntimes",
        consumer: .any, summary: "commands, arguments, variables and volumes of the pod templates")

    static let kubeflowClusterTrainingRuntime = WorkloadKind(
        group: "trainer.kubeflow.org", kind: "ClusterTrainingRuntime", versions: ["v1alpha1"],
        resource: "clustertrainingruntimes", isNamespaced: false, consumer: .any,
        summary: "commands, arguments, variables and volumes of the pod templates")
}
