import KubernetesModel

/// Finds the model references in any object.
package enum ReferenceFinder {
    /// An object of a known group and kind in a version whose fields nobody here has read.
    package struct UnknownVersion: Error, Sendable, Hashable {
        package var gvk: GroupVersionKind
        package var known: [String]
    }

    /// - Parameter listed: what an item of a list is that does not say it itself.
    package static func find(
        in object: Node, as listed: GroupVersionKind? = nil, context: FinderContext = FinderContext()
    ) throws(UnknownVersion) -> Workload {
        guard let identity = ObjectIdentity(object) ?? listed.map({ Self.identity($0, object) }) else {
            return Workload()
        }
        var collector = ReferenceCollector(context: context, namespace: identity.namespace)
        if let kind = WorkloadKind.find(group: identity.gvk.group, kind: identity.gvk.kind) {
            guard kind.versions.contains(identity.gvk.version) else {
                throw UnknownVersion(gvk: identity.gvk, known: kind.versions)
            }
            kind.read(object, &collector)
        }
        ModelAnnotation.read(object["metadata"], into: &collector)
        PodSpecWalk.readAll(below: object, into: &collector)
        return collector.finished(object)
    }

    private static func identity(_ gvk: GroupVersionKind, _ object: Node) -> ObjectIdentity {
        ObjectIdentity(gvk: gvk, namespace: object["metadata"]?["namespace"]?.nonEmptyString)
    }
}
