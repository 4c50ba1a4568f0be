import KubernetesModel

/// What GitOps controllers write on an object to know it again: where it comes from. Anybody can write it as well, so that
/// it names a place in a message and vouches for nothing.
package struct GitOpsTracking: Sendable {
    /// The object's `metadata`, looked into when somebody asks.
    private let metadata: Node?

    package init(_ metadata: Node? = nil) { self.metadata = metadata }

    /// The annotations and labels that are read for it.
    package static let fields: [(map: String, key: String)] = [
        ("annotations", "argocd.argoproj.io/tracking-id"), ("labels", "argocd.argoproj.io/instance"),
        ("labels", "app.kubernetes.io/instance"), ("labels", "app.kubernetes.io/managed-by"),
        ("labels", "kustomize.toolkit.fluxcd.io/name"), ("labels", "kustomize.toolkit.fluxcd.io/namespace"),
        ("labels", "helm.toolkit.fluxcd.io/name"), ("labels", "helm.toolkit.fluxcd.io/namespace"),
        ("annotations", "config.kubernetes.io/origin"),
    ]

    /// What applies the object from Git.
    package enum Owner: Sendable, Hashable {
        case argo(application: String)
        case flux(kind: String, namespace: String?, name: String)
    }

    /// nil where nothing says it.
    package var owner: Owner? { argo ?? flux }

    /// Where Kustomize read the object (`buildMetadata: [originAnnotations]`); nil where nothing says it.
    package var origin: (path: String, repository: String?)? {
        guard let text = text("annotations", "config.kubernetes.io/origin"), text.utf8.count <= 4096 else { return nil }
        var fields: [Substring: String] = [:]
        for line in text.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init) {
            guard let colon = line.firstRange(of: ": ") else { continue }
            fields[line[..<colon.lowerBound]] = String(line[colon.upperBound...])
        }
        return fields["path"].map { (path: $0, repository: fields["repo"]) }
    }

    /// Argo CD's `APP:GROUP/KIND:NAMESPACE/NAME`, where an application outside of its own namespace is `NAMESPACE_APP`
    /// (argo-cd docs/user-guide/resource_tracking.md). `app.kubernetes.io/instance` is Argo CD's older way, and Helm's, too:
    /// it counts only where nothing else does.
    private var argo: Owner? {
        let tracked = text("annotations", "argocd.argoproj.io/tracking-id").flatMap { id in
            id.utf8.firstIndex(of: UInt8(ascii: ":")).map { String(id[..<$0]) }
        }
        let name = tracked ?? text("labels", "argocd.argoproj.io/instance")
        if let name { return .argo(application: name) }
        guard flux == nil, text("labels", "app.kubernetes.io/managed-by") != "Helm" else { return nil }
        return text("labels", "app.kubernetes.io/instance").map { .argo(application: $0) }
    }

    /// Flux names what applied an object in its labels (fluxcd.io/flux: Kustomization, HelmRelease).
    private var flux: Owner? {
        for (kind, prefix) in [("Kustomization", "kustomize"), ("HelmRelease", "helm")] {
            guard let name = text("labels", "\(prefix).toolkit.fluxcd.io/name") else { continue }
            return .flux(kind: kind, namespace: text("labels", "\(prefix).toolkit.fluxcd.io/namespace"), name: name)
        }
        return nil
    }

    private func text(_ field: String, _ key: String) -> String? { metadata?[field]?[key]?.nonEmptyString }

    // What a user reads.

    /// What applies the object: `Argo CD Application fraud`, `Flux Kustomization flux-system/apps`; nil where nothing says it.
    package var title: String? {
        switch owner {
        case .argo(let application): "Argo CD Application \(Self.argoName(application))"
        case .flux(let kind, let namespace, let name): "Flux \(kind) \(Self.fluxName(namespace, name))"
        case nil: nil
        }
    }

    /// Where to change the object instead.
    func mend(of workload: WorkloadIdentity?) -> String {
        var parts: [String] = []
        switch owner {
        case .argo(let application): parts.append(Self.argo(application))
        case .flux(let kind, let namespace, let name): parts.append(Self.flux(kind, namespace, name))
        case nil: break
        }
        if let origin {
            let repository = origin.repository.map { " of \(printable($0, limit: 160))" } ?? ""
            parts.append("it was read from \(printable(origin.path, limit: 160))\(repository)")
        }
        guard !parts.isEmpty else { return "change it in the Git repository that it is deployed from" }
        return "change it in Git: " + parts.joined(separator: "; ")
    }

    private static func argo(_ application: String) -> String {
        let name = argoName(application)
        return "the Argo CD Application \(name) applies it, whose repository and path argocd app get "
            + "\(EvidenceWords.shellWord(name)) shows"
    }

    private static func flux(_ kind: String, _ namespace: String?, _ name: String) -> String {
        let place = namespace.map { " --namespace \(EvidenceWords.shellWord($0))" } ?? ""
        return "the Flux \(kind) \(fluxName(namespace, name)) applies it, whose source flux get \(kind.lowercased()) "
            + "\(EvidenceWords.shellWord(name))\(place) shows"
    }

    private static func argoName(_ application: String) -> String {
        let parts = application.utf8.split(separator: UInt8(ascii: "_"), maxSplits: 1).compactMap { String($0) }
        return printable(parts.count == 2 ? "\(parts[0])/\(parts[1])" : application, limit: 120)
    }

    private static func fluxName(_ namespace: String?, _ name: String) -> String {
        printable(namespace.map { "\($0)/\(name)" } ?? name, limit: 120)
    }
}
