import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// What a watch says of one object: who it is, and what its controllers and users noted on it, but nothing of its spec.
package struct ObjectMetadata: Sendable, Hashable {
    package var uid: String
    package var workload: WorkloadIdentity
    /// `v1beta1`: the version of the API in which it was read.
    package var version: String
    /// nil where the kind has none.
    package var generation: Int?
    package var resourceVersion: String
    /// The owner that manages it (`controller: true`).
    package var owner: LiveObject.Owner?
    package var isBeingDeleted: Bool
    package var creation: Date?
    /// Those of `pedigree.dev/` alone, by their whole names.
    package var annotations: [String: String]
    package var labels: [String: String]

    package init(
        uid: String, workload: WorkloadIdentity, version: String, generation: Int? = nil, resourceVersion: String = "",
        owner: LiveObject.Owner? = nil, isBeingDeleted: Bool = false, creation: Date? = nil,
        annotations: [String: String] = [:], labels: [String: String] = [:]
    ) {
        self.uid = uid
        self.workload = workload
        self.version = version
        self.generation = generation
        self.resourceVersion = resourceVersion
        self.owner = owner
        self.isBeingDeleted = isBeingDeleted
        self.creation = creation
        self.annotations = annotations
        self.labels = labels
    }

    /// Of an object, or of its PartialObjectMetadata, whose own kind says nothing; nil where it has no uid or no name.
    package init?(_ object: Node, of resource: ClusterResource) {
        guard let metadata = object["metadata"], let uid = metadata["uid"]?.nonEmptyString,
            let name = metadata["name"]?.nonEmptyString
        else { return nil }
        let namespace = metadata["namespace"]?.nonEmptyString
        guard (namespace != nil) == resource.isNamespaced else { return nil }
        self.init(
            uid: uid,
            workload: WorkloadIdentity(group: resource.group, kind: resource.kind, namespace: namespace, name: name),
            version: resource.version, generation: metadata["generation"]?.int,
            resourceVersion: metadata["resourceVersion"]?.string ?? "",
            owner: Self.owner(metadata["ownerReferences"], namespace: namespace),
            isBeingDeleted: metadata["deletionTimestamp"].map { !$0.isNull } ?? false,
            creation: metadata["creationTimestamp"]?.string.flatMap { Timestamp($0) }?.date,
            annotations: Self.texts(metadata["annotations"]) { $0.starts(with: Self.prefix.utf8) },
            labels: Self.texts(metadata["labels"]) { _ in true })
    }

    private static let prefix = "pedigree.dev/"

    /// The owner's namespace is the object's, unless its kind has none; who asks for it learns which.
    private static func owner(_ references: Node?, namespace: String?) -> LiveObject.Owner? {
        guard let reference = references?.elements.first(where: { $0["controller"]?.bool == true }),
            let uid = reference["uid"]?.nonEmptyString, let kind = reference["kind"]?.nonEmptyString,
            let name = reference["name"]?.nonEmptyString, let version = reference["apiVersion"]?.nonEmptyString
        else { return nil }
        let gvk = GroupVersionKind(apiVersion: version, kind: kind)
        return LiveObject.Owner(
            uid: uid, workload: WorkloadIdentity(group: gvk.group, kind: kind, namespace: namespace, name: name),
            version: gvk.version)
    }

    private static func texts(_ map: Node?, where wanted: (UnsafeRawBufferPointer) -> Bool) -> [String: String] {
        var texts: [String: String] = [:]
        guard let map, map.isObject else { return texts }
        for member in map.members where member.keyNode.withUTF8(wanted) == true {
            texts[member.key] = member.value.string
        }
        return texts
    }
}
