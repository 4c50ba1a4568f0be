import KubernetesModel

/// One kind of object that refers to models, by group and kind. One file under `Kinds/` and one line in `all` each.
package struct WorkloadKind: Sendable {
    package var group: String
    package var kind: String
    /// The versions whose fields are known. An object of this group and kind in another version cannot be decided.
    package var versions: [String]
    /// The plural name under which the API server serves it: `inferenceservices`.
    package var resource: String
    package var isNamespaced: Bool
    /// The consumer of its own references.
    package var consumer: Consumer
    /// One sentence for `pedigree list kinds`: where the references stand.
    package var summary: String
    /// Reads what only this kind has. The general walk over every PodSpec in the object runs after it, and skips the
    /// parts that this has read.
    package var read: @Sendable (_ object: Node, _ collector: inout ReferenceCollector) -> Void

    package init(
        group: String, kind: String, versions: [String], resource: String, isNamespaced: Bool = true,
        consumer: Consumer, summary: String,
        read: @escaping @Sendable (_ object: Node, _ collector: inout ReferenceCollector) -> Void = { _, _ in }
    ) {
        self.group = group
        self.kind = kind
        self.versions = versions
        self.resource = resource
        self.isNamespaced = isNamespaced
        self.consumer = consumer
        self.summary = summary
        self.read = read
    }

    package var groupKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
}
