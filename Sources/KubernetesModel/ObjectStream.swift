/// One Kubernetes object of a manifest, however deep it was wrapped there.
package struct ManifestObject: Sendable {
    /// The object; its paths begin at itself, its positions are those of the file.
    package var node: Node
    package var identity: ObjectIdentity
    /// Where it stood in its document: empty, or `items[0]`.
    package var place: FieldPath
}

/// The Kubernetes objects of a manifest: those of every document, of lists and of OpenShift templates.
package enum ObjectStream {
    /// The objects of a file in their order, and what is wrong with the documents that hold none.
    ///
    /// - Parameter isJSON: whether the file claims to be JSON; a mistake in it is then told in the words of JSON.
    package static func read(
        _ bytes: [UInt8], isJSON: Bool = false, limits: ParseLimits = .standard
    ) -> [Result<ManifestObject, ParseError>] {
        if isJSON {
            do throws(ParseError) {
                return objects(in: try JSONParser.parse(bytes, limits: limits))
            } catch {
                return [.failure(error)]
            }
        }
        var unwrapper = Unwrapper()
        for result in YAMLParser.parseStream(bytes, limits: limits) {
            switch result {
            case .success(let document): unwrapper.add(document.root, inheriting: nil)
            case .failure(let error): unwrapper.objects.append(.failure(error))
            }
        }
        return unwrapper.objects
    }

    /// The objects of one document.
    ///
    /// - Parameter fillsTemplates: whether the parameters of an OpenShift Template are put into its objects; who edits
    ///   the file wants to see what stands there.
    package static func objects(
        in document: Document, fillsTemplates: Bool = false
    ) -> [Result<ManifestObject, ParseError>] {
        var unwrapper = Unwrapper(fillsTemplates: fillsTemplates)
        unwrapper.add(document.root, inheriting: nil)
        return unwrapper.objects
    }
}

private struct Unwrapper {
    var fillsTemplates = false
    var objects: [Result<ManifestObject, ParseError>] = []

    /// Adds the object at `node`, or those that it wraps.
    ///
    /// - Parameter listed: what an item of a typed list is that does not say it itself.
    mutating func add(_ node: Node, inheriting listed: GroupVersionKind?) {
        guard let identity = identity(of: node, inheriting: listed) else {
            objects.append(.failure(ParseError(problem(node), at: node.position)))
            return
        }
        if identity.gvk.kind == "Template", ["template.openshift.io", ""].contains(identity.gvk.group),
            let members = node["objects"], members.isArray
        {
            let filled = fillsTemplates ? OpenShiftTemplate(node)?.filled()?.root["objects"] : nil
            for member in (filled ?? members).elements { add(member, inheriting: nil) }
            return
        }
        // kubectl takes whatever has `items` for a list, so nothing in it may go unseen; but only what is called a list
        // is nothing else.
        if let items = node["items"], items.isArray {
            for element in items.elements { add(element, inheriting: itemKind(of: identity.gvk)) }
            if identity.gvk.kind.hasSuffix("List") { return }
        } else if identity.gvk == GroupVersionKind(group: "", version: "v1", kind: "List") {
            return
        }
        objects.append(.success(ManifestObject(node: node.asRoot(), identity: identity, place: node.path)))
    }

    private func identity(of node: Node, inheriting listed: GroupVersionKind?) -> ObjectIdentity? {
        if let identity = ObjectIdentity(node) { return identity }
        guard let listed, node.isObject, node["apiVersion"] == nil, node["kind"] == nil else { return nil }
        let metadata = node["metadata"]
        return ObjectIdentity(
            gvk: listed, namespace: metadata?["namespace"]?.nonEmptyString,
            name: metadata?["name"]?.nonEmptyString ?? metadata?["generateName"]?.nonEmptyString)
    }

    /// `Pod` for a `PodList`; nil for a `List` of anything, and for what is no list by its name.
    private func itemKind(of list: GroupVersionKind) -> GroupVersionKind? {
        guard list.kind.hasSuffix("List"), list.kind != "List" else { return nil }
        return GroupVersionKind(
            group: list.group, version: list.version, kind: String(list.kind.dropLast("List".count)))
    }

    private func problem(_ node: Node) -> String {
        guard node.isObject else { return notAMap }
        guard let version = node["apiVersion"] else { return node["kind"] == nil ? noKind : noVersion }
        guard version.nonEmptyString != nil else { return emptyVersion }
        return node["kind"] == nil ? noKindOnly : emptyKind
    }
}

// MARK: - What the user reads

private let notAMap = "this is no Kubernetes object: it is not even a map"
private let noKind = "this is no Kubernetes object: it has neither apiVersion nor kind"
private let noVersion = "this is no Kubernetes object: it has no apiVersion"
private let noKindOnly = "this is no Kubernetes object: it has no kind"
private let emptyVersion = "this is no Kubernetes object: its apiVersion is no text"
private let emptyKind = "this is no Kubernetes object: its kind is no text"
