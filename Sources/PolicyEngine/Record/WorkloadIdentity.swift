import KubernetesModel

/// A workload as its users call it: versions of its API, deletions and new uids leave it the same.
package struct WorkloadIdentity: Sendable, Hashable, CustomStringConvertible {
    /// Empty for core kinds.
    package var group: String
    package var kind: String
    /// nil for cluster-scoped objects.
    package var namespace: String?
    package var name: String

    package init(group: String, kind: String, namespace: String?, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// nil where the object has no name yet.
    package init?(_ object: ObjectIdentity) {
        guard let name = object.name, !name.isEmpty else { return nil }
        self.init(group: object.gvk.group, kind: object.gvk.kind, namespace: object.namespace, name: name)
    }

    package var groupKind: String { group.isEmpty ? kind : "\(kind).\(group)" }

    package var description: String {
        guard let namespace else { return "\(groupKind) \(name)" }
        return "\(groupKind) \(namespace)/\(name)"
    }
}
