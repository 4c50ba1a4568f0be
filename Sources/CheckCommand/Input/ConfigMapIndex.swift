import KubernetesModel

/// The ConfigMaps of all input files, as the finder asks for them: `namespace/name`.
///
/// A repository often holds several of one name (overlays of one base). An object then sees the one in its own file;
/// where there is none, two that differ are as good as none, since nobody can tell which the cluster would have.
struct ConfigMapIndex {
    private let unique: [String: Node]
    private let defaultNamespace: String?

    init(_ manifests: [Manifest], defaultNamespace: String?) {
        self.defaultNamespace = defaultNamespace
        var found: [String: Node?] = [:]
        for manifest in manifests where manifest.identity.isConfigMap {
            for key in Self.keys(manifest.identity, defaultNamespace) {
                switch found[key] {
                case nil: found[key] = manifest.object
                case .some(let other?) where other == manifest.object: break
                default: found[key] = .some(nil)
                }
            }
        }
        unique = found.compactMapValues { $0 }
    }

    /// What the objects of one file see.
    func seen(from manifests: [Manifest]) -> [String: Node] {
        var seen = unique
        for manifest in manifests where manifest.identity.isConfigMap {
            for key in Self.keys(manifest.identity, defaultNamespace) { seen[key] = manifest.object }
        }
        return seen
    }

    /// With `--namespace`, a manifest in that namespace and one that names none can see each other.
    private static func keys(_ identity: ObjectIdentity, _ defaultNamespace: String?) -> [String] {
        guard let name = identity.name else { return [] }
        var keys = ["\(identity.namespace ?? "")/\(name)"]
        if let defaultNamespace {
            if identity.namespace == nil { keys.append("\(defaultNamespace)/\(name)") }
            if identity.namespace == defaultNamespace { keys.append("/\(name)") }
        }
        return keys
    }
}

extension ObjectIdentity {
    fileprivate var isConfigMap: Bool { gvk.group == "" && gvk.kind == "ConfigMap" }
}
