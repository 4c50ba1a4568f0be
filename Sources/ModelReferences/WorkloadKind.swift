import KubernetesModel

/// One kind of object that refers to models, by group and kind. One file under `Kinds/` and one line in `all` each.
package final class WorkloadKind: Sendable {
    package let group: String
    package let kind: String
    /// The versions whose fields are known. An object of this group and kind in another version cannot be decided.
    package let versions: [String]
    /// The plural name under which the API server serves it: `inferenceservices`.
    package let resource: String
    package let isNamespaced: Bool
    /// The consumer of its own references.
    package let consumer: Consumer
    /// One sentence for `pedigree list kinds`: where the references stand.
    package let summary: String
    /// Reads what only this kind has. The general walk over every PodSpec in the object runs after it, and skips the
    /// parts that this has read.
    package let read: @Sendable (_ object: Node, _ collector: inout ReferenceCollector) -> Void
    /// How the children that its controller makes (ReplicaSets, Pods, Knative Services) refer to what this refers to.
    package let derive: @Sendable (_ reference: ModelReference) -> ChildReference

    package init(
        group: String, kind: String, versions: [String], resource: String, isNamespaced: Bool = true,
        consumer: Consumer, summary: String,
        read: @escaping @Sendable (_ object: Node, _ collector: inout ReferenceCollector) -> Void = { _, _ in },
        derive: @escaping @Sendable (_ reference: ModelReference) -> ChildReference = ChildReference.init
    ) {
        self.group = group
        self.kind = kind
        self.versions = versions
        self.resource = resource
        self.isNamespaced = isNamespaced
        self.consumer = consumer
        self.summary = summary
        self.read = read
        self.derive = derive
    }

    package var groupKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// A reference as a controller writes it into what it makes.
package struct ChildReference: Sendable, Hashable {
    package var value: String
    package var consumer: Consumer

    package init(_ value: String, consumer: Consumer) {
        self.value = value
        self.consumer = consumer
    }

    /// Copied as it is, as Kubernetes' own controllers do.
    package init(_ reference: ModelReference) { self.init(reference.value, consumer: reference.consumer) }
}
