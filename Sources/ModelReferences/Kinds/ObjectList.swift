import KubernetesModel

extension WorkloadKind {
    /// A List: each item is read as the object that it is.
    static let list = WorkloadKind(
        group: "", kind: "List", versions: ["v1"], resource: "lists", consumer: .any,
        summary: "the references of every item", read: { object, collector in read(object["items"], into: &collector) })

    /// OpenShift's Template: each object is read as the object that it is.
    static let openShiftTemplate = WorkloadKind(
        group: "template.openshift.io", kind: "Template", versions: ["v1"], resource: "templates", consumer: .any,
        summary: "the references of every object",
        read: { object, collector in read(object["objects"], into: &collector) })

    /// The same before OpenShift's objects had groups.
    static let openShiftLegacyTemplate = WorkloadKind(
        group: "", kind: "Template", versions: ["v1"], resource: "templates", consumer: .any,
        summary: "the references of every object",
        read: { object, collector in read(object["objects"], into: &collector) })

    /// Lists in lists are not a thing of Kubernetes; the document's depth bounds them all the same.
    private static func read(_ objects: Node?, into collector: inout ReferenceCollector) {
        for object in objects.items {
            guard let gvk = ObjectIdentity(object)?.gvk, let kind = find(group: gvk.group, kind: gvk.kind) else {
                continue
            }
            kind.read(object, &collector)
        }
    }
}
