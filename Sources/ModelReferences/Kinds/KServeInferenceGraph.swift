import KubernetesModel

extension WorkloadKind {
    /// KServe's InferenceGraph: routes to InferenceServices by name.
    static let kserveInferenceGraph = WorkloadKind(
        group: "serving.kserve.io", kind: "InferenceGraph", versions: ["v1alpha1"], resource: "inferencegraphs",
        consumer: .kserve, summary: "spec.nodes.*.steps[].serviceUrl where it leads out of the cluster",
        read: { object, collector in
            collector.markAsWorkload()
            guard let nodes = object[path: "spec", "nodes"] else { return }
            for router in nodes.members {
                for step in router.value["steps"].items {
                    readRoute(step["serviceUrl"], into: &collector)
                }
            }
        })

    private static func readRoute(_ url: Node?, into collector: inout ReferenceCollector) {
        guard let url, let text = url.nonEmptyString, !ServiceURL.isInCluster(text) else { return }
        collector.add(
            text, at: url, consumer: .http, pinning: .unresolved(outOfCluster), suggestion: useServiceName)
    }
}

/// The URL of a service, as a graph or a gateway names it.
enum ServiceURL {
    /// Whether the host is a Kubernetes service: one label, `name.namespace`, or one that ends in `.svc` or
    /// `.cluster.local`.
    static func isInCluster(_ text: String) -> Bool {
        var rest = Substring(text)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if rest.contains("@") || rest.contains("[") { return false }
        let host = rest.prefix { $0 != ":" }.lowercased()
        if host.isEmpty { return false }
        let labels = host.split(separator: ".", omittingEmptySubsequences: true)
        if labels.count <= 1 { return labels.first?.allSatisfy(\.isNumber) == false }
        return host.hasSuffix(".svc") || host.hasSuffix(".cluster.local") || host.hasSuffix(".cluster.local.")
    }
}

// MARK: - What the user reads

private let outOfCluster = "a route out of the cluster, to a model that nobody here can judge"
private let useServiceName = "route to an InferenceService of the cluster by serviceName"
