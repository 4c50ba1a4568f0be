/// Group, version and kind of an object; the group of core kinds is empty.
package struct GroupVersionKind: Sendable, Hashable, CustomStringConvertible {
    package var group: String
    package var version: String
    package var kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// From `apiVersion` and `kind`: `serving.kserve.io/v1beta1`, or `v1` for the core group.
    package init(apiVersion: String, kind: String) {
        guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            self.init(group: "", version: apiVersion, kind: kind)
            return
        }
        let version = apiVersion[apiVersion.utf8.index(after: slash)...]
        self.init(group: String(apiVersion[..<slash]), version: String(version), kind: kind)
    }

    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// `InferenceService.serving.kserve.io`; core kinds stand alone: `Pod`.
    package var groupKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
    package var description: String { "\(apiVersion) \(kind)" }
}

extension Node {
    /// Whether `apiVersion` and `kind` of this object say so, in the way that all write them.
    package func isPlainly(_ gvk: GroupVersionKind) -> Bool {
        guard let kind = self["kind"], kind.isString(gvk.kind), let version = self["apiVersion"] else { return false }
        guard !gvk.group.isEmpty else { return version.isString(gvk.version) }
        let (group, name) = (gvk.group.utf8.count, gvk.version.utf8.count)
        return version.withUTF8 { text in
            text.count == group + 1 + name && text[group] == UInt8(ascii: "/")
                && text[..<group].elementsEqual(gvk.group.utf8)
                && text[(group + 1)...].elementsEqual(gvk.version.utf8)
        } ?? false
    }
}

/// What a person calls one object: its kind, namespace and name.
package struct ObjectIdentity: Sendable, Hashable, CustomStringConvertible {
    package var gvk: GroupVersionKind
    package var namespace: String?
    package var name: String?

    package init(gvk: GroupVersionKind, namespace: String? = nil, name: String? = nil) {
        self.gvk = gvk
        self.namespace = namespace
        self.name = name
    }

    /// Read from `apiVersion`, `kind` and `metadata`; nil where the node is no Kubernetes object.
    package init?(_ object: Node) {
        guard let apiVersion = object["apiVersion"]?.nonEmptyString, let kind = object["kind"]?.nonEmptyString else {
            return nil
        }
        let metadata = object["metadata"]
        self.init(
            gvk: GroupVersionKind(apiVersion: apiVersion, kind: kind),
            namespace: metadata?["namespace"]?.nonEmptyString,
            name: metadata?["name"]?.nonEmptyString ?? metadata?["generateName"]?.nonEmptyString)
    }

    package var description: String {
        let name = name ?? "(unnamed)"
        guard let namespace else { return "\(gvk.groupKind) \(name)" }
        return "\(gvk.groupKind) \(namespace)/\(name)"
    }
}
