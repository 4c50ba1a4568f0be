import KubernetesModel

/// Kinds of other groups that are not listed: nobody here knows their fields, but some texts can be nothing but models.
///
/// A URI of a scheme that names nothing but models counts wherever it stands, and one of a bucket, a claim or a registry
/// under a key that says that a model is kept there. What pods say is left to the general walk over them.
enum CustomResources {
    static func read(_ object: Node, _ gvk: GroupVersionKind, into collector: inout ReferenceCollector) {
        guard mayRun(gvk) else { return }
        for found in ModelURISearch.find(below: object, isClaimed: { collector.isClaimed($0) }) {
            collector.markAsWorkload()
            add(found.node, role: found.isAdapter ? .adapter : .model, into: &collector)
        }
    }

    /// The long form of `hf://`, which some operators have, means the same; nobody here knows who reads it.
    private static func add(_ node: Node, role: ModelReference.Role, into collector: inout ReferenceCollector) {
        guard let text = node.nonEmptyString else { return }
        let prefix = "huggingface://"
        guard text.hasPrefix(prefix) else { return collector.add(node, consumer: .any, role: role) }
        let name = "hf://" + text.dropFirst(prefix.utf8.count)
        let judged = Classifier.classify(RawReference(name, consumer: .any, role: role))
        collector.add(
            text, at: node, consumer: .hfHub, role: role, pinning: judged.pinning, suggestion: judged.suggestion)
    }

    /// Whether objects of the kind may serve something themselves. Some only bring other objects, which are judged when
    /// they are written; others speak about objects: policies, reports, rules.
    static func mayRun(_ gvk: GroupVersionKind) -> Bool {
        let group = gvk.group
        guard group.utf8.contains(UInt8(ascii: ".")) else { return false }
        if group == "argoproj.io" { return !deployers.contains(gvk.kind) }
        return !others.contains { group == $0 || group.hasSuffix(".\($0)") }
    }

    private static let deployers: Set<String> = ["Application", "ApplicationSet", "AppProject"]

    private static let others = [
        "k8s.io", "kubernetes.io",
        // They bring other objects: Flux, Crossplane's packages and charts, Rancher's charts.
        "toolkit.fluxcd.io", "pkg.crossplane.io", "apiextensions.crossplane.io", "helm.crossplane.io", "cattle.io",
        // They speak about objects.
        "pedigree.dev", "kyverno.io", "gatekeeper.sh", "kubewarden.io", "wgpolicyk8s.io", "openreports.io",
        "policy.open-cluster-management.io", "sigstore.dev", "monitoring.coreos.com",
    ]
}
