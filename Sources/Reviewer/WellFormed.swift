import KubernetesModel
import ModelReferences
import PolicyEngine

extension ReviewRequest {
    /// The object that is judged; throws where it cannot be read as one.
    func wellFormedObject() throws(Undecided) -> Node {
        guard let object else { throw malformed(missing) }
        guard object.isObject else { throw malformed(notAnObject) }
        if !object.isPlainly(gvk) {
            guard let found = ObjectIdentity(object)?.gvk ?? listedKind else { throw malformed(noKind) }
            guard found == gvk else { throw malformed(otherKind(found, gvk)) }
        }
        try isMappingOrAbsent(object, "metadata")
        let metadata = object["metadata"]
        try isMappingOrAbsent(metadata, "annotations", in: "metadata.")
        try isMappingOrAbsent(metadata, "labels", in: "metadata.")
        if WorkloadKind.find(group: gvk.group, kind: gvk.kind) != nil { try isMappingOrAbsent(object, "spec") }
        return object
    }

    /// What an API server sends in lists of core kinds says neither (apimachinery, the items of a typed list).
    private var listedKind: GroupVersionKind? {
        isRejudged && object?["apiVersion"] == nil && object?["kind"] == nil ? gvk : nil
    }

    private func isMappingOrAbsent(_ node: Node?, _ key: String, in place: String = "") throws(Undecided) {
        guard let value = node?[key], !value.isObject, !value.isNull else { return }
        throw malformed(notAMapping(place + key))
    }

    private func malformed(_ reason: String) -> Undecided {
        Undecided(code: .objectMalformed, message: "\(printable(identity.description)): \(reason)")
    }

    /// What a person calls the object.
    var identity: ObjectIdentity {
        if let name { return ObjectIdentity(gvk: gvk, namespace: namespace, name: name) }
        let metadata = (object.flatMap { $0.isNull ? nil : $0 } ?? oldObject)?["metadata"]
        let own = metadata?["name"]?.nonEmptyString ?? metadata?["generateName"]?.nonEmptyString
        return ObjectIdentity(gvk: gvk, namespace: namespace, name: own)
    }

    package var scope: NamespaceScope {
        if let namespace, !namespace.isEmpty { return .namespace(namespace) }
        return namespaceIsUnknown ? .unknown : .clusterScoped
    }
}

// What a user reads.

private let missing = "the request has no object"
private let notAnObject = "the object is not a mapping"
private let noKind = "the object has no apiVersion or no kind"
private func notAMapping(_ field: String) -> String { "\(field) is not a mapping" }
private func otherKind(_ found: GroupVersionKind, _ expected: GroupVersionKind) -> String {
    "the object says \(printable(found.description)), and the request is about \(printable(expected.description))"
}
