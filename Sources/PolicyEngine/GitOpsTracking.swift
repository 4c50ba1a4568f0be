import KubernetesModel

/// What GitOps controllers write on an object to know it again: where it comes from. Anybody can write it as well, so that
/// it names a place in a message and vouches for nothing.
package struct GitOpsTracking: Sendable {
    /// The object's `metadata`, looked into when somebody asks.
    private let metadata: Node?

    package init(_ metadata: Node? = nil) { self.metadata = metadata }

    /// What owns the object in Git, as its users call it: `the Argo CD Application fraud`; nil where nothing says it.
    package var owner: String? { argo ?? flux }

    /// Argo CD's `APP:GROUP/KIND:NAMESPACE/NAME`, where an application outside of its own namespace is `NAMESPACE_APP`
    /// (argo-cd docs/user-guide/resource_tracking.md).
    private var argo: String? {
        let tracked = text("annotations", "argocd.argoproj.io/tracking-id").flatMap { id in
            id.utf8.firstIndex(of: UInt8(ascii: ":")).map { String(id[..<$0]) }
        }
        return (tracked ?? text("labels", "argocd.argoproj.io/instance")).map(argoApplication)
    }

    /// Flux names what applied an object in its labels (fluxcd.io/flux: Kustomization, HelmRelease).
    private var flux: String? {
        for (kind, prefix) in [("Kustomization", "kustomize"), ("HelmRelease", "helm")] {
            guard let name = text("labels", "\(prefix).toolkit.fluxcd.io/name") else { continue }
            return fluxObject(kind, text("labels", "\(prefix).toolkit.fluxcd.io/namespace"), name)
        }
        return nil
    }

    private func text(_ field: String, _ key: String) -> String? { metadata?[field]?[key]?.nonEmptyString }
}

// What a user reads.

private func argoApplication(_ name: String) -> String {
    let parts = name.utf8.split(separator: UInt8(ascii: "_"), maxSplits: 1).compactMap { String($0) }
    return "the Argo CD Application \(printable(parts.count == 2 ? "\(parts[0])/\(parts[1])" : name, limit: 120))"
}

private func fluxObject(_ kind: String, _ namespace: String?, _ name: String) -> String {
    "the Flux \(kind) \(printable(namespace.map { "\($0)/\(name)" } ?? name, limit: 120))"
}
