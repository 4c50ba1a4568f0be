import KubernetesModel
import ModelReferences
import PolicyEngine
import RemoteServices

/// One kind of object as one API server serves it.
package struct ClusterResource: Sendable, Hashable, CustomStringConvertible {
    /// Empty for core kinds.
    package var group: String
    package var version: String
    /// The plural name: `deployments`.
    package var name: String
    package var kind: String
    package var isNamespaced: Bool

    package init(group: String, version: String, name: String, kind: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.name = name
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    /// `deployments.apps`, as `kubectl get` takes it.
    package var description: String { group.isEmpty ? name : "\(name).\(group)" }
    /// `Deployment.apps`, as `WorkloadIdentity` says it.
    package var groupKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of all objects, or of those of a namespace.
    func path(namespace: String? = nil) throws(ClusterFailure) -> String {
        let root = try Self.root(group: group, version: version)
        let part = try namespace.map { name throws(ClusterFailure) in "/namespaces/\(try Self.segment(name))" } ?? ""
        return "\(root)\(part)/\(try Self.segment(name))"
    }

    func path(namespace: String?, name: String) throws(ClusterFailure) -> String {
        guard isNamespaced == (namespace != nil) else { throw ClusterFailure(.notFound, otherScope(self)) }
        return "\(try path(namespace: namespace))/\(try Self.segment(name))"
    }

    /// `/api/v1`, `/apis/apps/v1`.
    static func root(group: String, version: String) throws(ClusterFailure) -> String {
        group.isEmpty ? "/api/\(try segment(version))" : "/apis/\(try segment(group))/\(try segment(version))"
    }

    /// INVARIANT: a name never leads to another object: names come out of objects that anybody may write.
    static func segment(_ name: String) throws(ClusterFailure) -> String {
        // apimachinery, path.IsValidPathSegmentName: what no object can be named.
        guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 253,
            !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") || $0 < 0x20 })
        else { throw ClusterFailure(.notFound, noName(name)) }
        return PercentEncoding.segment(name)
    }
}

// What an operator reads.

private func noName(_ name: String) -> String { "nothing in a cluster can be named \(quoted(name, limit: 120))" }
private func otherScope(_ resource: ClusterResource) -> String {
    "\(resource) are \(resource.isNamespaced ? "in namespaces" : "in no namespace")"
}
