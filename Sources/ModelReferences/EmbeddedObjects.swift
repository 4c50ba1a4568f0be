import KubernetesModel

/// Objects that stand inside of another one, for a controller to write: wrapped as they are (AppWrapper, ManifestWork,
/// Crossplane's Object, the templates of Argo Events and Tekton Triggers).
enum EmbeddedObjects {
    /// Those of listed kinds below `object`, whose own place stands for itself.
    ///
    /// What stands inside of one that was found is its own matter.
    static func find(below object: Node) -> [(node: Node, gvk: GroupVersionKind)] {
        let document = object.document
        var found: [(node: Node, gvk: GroupVersionKind)] = []
        var places = [object.index]
        while let place = places.popLast() {
            let node = document.node(at: place)
            if place != object.index, let gvk = listedKind(of: node) {
                found.append((node, gvk))
            } else if document.kind(at: place) == .object {
                open(place, in: document, &places)
            } else {
                for element in node.elements where element.isObject || element.isArray { places.append(element.index) }
            }
        }
        return found.sorted { $0.node.index < $1.node.index }
    }

    private static func open(_ place: Int, in document: Document, _ places: inout [Int]) {
        var key = place + 1
        let stop = document.end(of: place)
        while key < stop {
            let value = key + 1
            defer { key = document.end(of: value) }
            let kind = document.kind(at: value)
            guard kind == .object || kind == .array else { continue }
            if let name = document.utf8(at: key), skipped.contains(name) { continue }
            places.append(value)
        }
    }

    /// A reference to an object names its kind as well, and has nothing to run.
    private static func listedKind(of node: Node) -> GroupVersionKind? {
        guard let kind = node["kind"]?.nonEmptyString, node["spec"] != nil || node["template"] != nil,
            let version = node["apiVersion"]?.nonEmptyString
        else { return nil }
        let gvk = GroupVersionKind(apiVersion: version, kind: kind)
        return WorkloadKind.find(group: gvk.group, kind: gvk.kind) == nil ? nil : gvk
    }

    /// What only reports, describes or selects.
    private static let skipped = NameTable([
        "status", "metadata", "labels", "annotations", "selector", "managedFields", "openAPIV3Schema",
    ])
}
