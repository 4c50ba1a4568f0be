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
        let empty = emptyPlaces(spec)
        collector.changeReferences(since: mark) { empty.contains($0.value) ? nil : $0 }
    }

    /// An empty directory at the place of the model, as a message names it, holds nothing until KServe's download comes.
    ///
    /// INVARIANT: one container alone mounts it, so that no other can put a model there.
    private static func emptyPlaces(_ spec: Node) -> Set<String> {
        let mounts = spec["containers"].items.flatMap { $0["volumeMounts"].items }
        // More than any runtime has are not compared with each other.
        guard spec["initContainers"].items.isEmpty, mounts.count <= 256 else { return [] }
        var found: Set<String> = []
        for volume in spec["volumes"].items.prefix(64) where volume["emptyDir"] != nil {
            let own = mounts.filter { $0["name"] == volume["name"] }
            guard own.count == 1, let name = volume["name"]?.string, let path = own.first?["mountPath"]?.string else {
                continue
            }
            found.insert("\(name) (\(path))")
        }
        return found
    }
}
