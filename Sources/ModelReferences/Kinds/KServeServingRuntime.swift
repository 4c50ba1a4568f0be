import KubernetesModel

extension WorkloadKind {
    /// KServe's ServingRuntime.
    static let kserveServingRuntime = WorkloadKind(
        group: "serving.kserve.io", kind: "ServingRuntime", versions: ["v1alpha1"], resource: "servingruntimes",
        consumer: .kserve, summary: "none, unless a container names a model itself", read: KServeServingRuntime.read)

    /// KServe's ClusterServingRuntime.
    static let kserveClusterServingRuntime = WorkloadKind(
        group: "serving.kserve.io", kind: "ClusterServingRuntime", versions: ["v1alpha1"],
        resource: "clusterservingruntimes", isNamespaced: false, consumer: .kserve,
        summary: "none, unless a container names a model itself", read: KServeServingRuntime.read)

    /// KServe's ClusterStorageContainer, which decides what a URI means.
    static let kserveClusterStorageContainer = WorkloadKind(
        group: "serving.kserve.io", kind: "ClusterStorageContainer", versions: ["v1alpha1"],
        resource: "clusterstoragecontainers", isNamespaced: false, consumer: .kserve,
        summary: "none: it says who downloads which URIs", read: { _, collector in collector.markAsWorkload() })
}

/// The PodSpec of a runtime, into which the model of an InferenceService is mounted.
enum KServeServingRuntime {
    @Sendable static func read(_ object: Node, into collector: inout ReferenceCollector) {
        guard let spec = object["spec"] else { return }
        collector.markAsWorkload()
        let mark = collector.mark
        let setting = PodSpecWalk.Setting(mounted: [KServeComponent.mountPath], isTemplate: true)
        PodSpecWalk.read(spec, metadata: nil, setting: setting, into: &collector)
        if let worker = spec["workerSpec"], worker.isObject {
            PodSpecWalk.read(worker, metadata: nil, setting: setting, into: &collector)
        }
        collector.claim(spec)
        RuntimeTemplate.keepHardCoded(since: mark, in: &collector)
    }
}
