import KubernetesModel

extension WorkloadKind {
    /// KServe's LocalModelCache: a copy on the nodes, under the name of a URI.
    static let kserveLocalModelCache = WorkloadKind(
        group: "serving.kserve.io", kind: "LocalModelCache", versions: ["v1alpha1"], resource: "localmodelcaches",
        isNamespaced: false, consumer: .kserve, summary: "spec.sourceModelUri", read: readCache)

    /// KServe's LocalModelNamespaceCache.
    static let kserveLocalModelNamespaceCache = WorkloadKind(
        group: "serving.kserve.io", kind: "LocalModelNamespaceCache", versions: ["v1alpha1"],
        resource: "localmodelnamespacecaches", consumer: .kserve, summary: "spec.sourceModelUri", read: readCache)

    @Sendable private static func readCache(_ object: Node, into collector: inout ReferenceCollector) {
        collector.markAsWorkload()
        collector.addIfPresent(object[path: "spec", "sourceModelUri"], consumer: .kserve, role: .cache)
    }
}
