extension AdmissionRequest {
    // An API server's uids are UUIDs; whatever is longer than this is not one.
    private static let maximumUIDBytes = 256

    /// Reads the body of a request to a webhook.
    package static func decode(
        _ bytes: [UInt8], limits: ParseLimits = .standard
    ) throws(AdmissionReviewError) -> AdmissionRequest {
        let document: Document
        do throws(ParseError) {
            document = try JSONParser.parse(bytes, limits: limits, tellsPlaces: false)
        } catch {
            throw .unreadable(notJSON(error))
        }
        return try decode(document.root)
    }

    /// Reads a parsed AdmissionReview.
    package static func decode(_ review: Node) throws(AdmissionReviewError) -> AdmissionRequest {
        guard let kind = review["kind"], kind.isString("AdmissionReview") else { throw .notAReview(notAReview) }
        guard let version = review["apiVersion"], version.isString("admission.k8s.io/v1") else {
            throw .notAReview(otherVersion(review["apiVersion"]?.string ?? ""))
        }
        guard let request = review["request"], request.isObject else { throw .notAReview(noRequest) }
        let fields = Fields(request)
        guard let uid = fields.uid?.nonEmptyString, uid.utf8.count <= maximumUIDBytes else {
            throw .notAReview(noUID)
        }
        do throws(Malformed) {
            return try fields.decode(uid: uid)
        } catch {
            throw .malformed(uid: uid, message: error.message)
        }
    }
}

private struct Malformed: Error {
    var message: String
}

/// The members of a request that matter, found in one pass; nil where they are absent or null.
private struct Fields {
    var uid: Node?
    private var kind, resource, subResource, requestKind, name, namespace, operation: Node?
    private var userInfo, object, oldObject, dryRun, options: Node?

    init(_ request: Node) {
        for member in request.members where !member.value.isNull { take(member) }
    }

    private mutating func take(_ member: Node.Member) {
        // The length tells most of them apart.
        switch member.keyNode.utf8Count {
        case 3 where member.keyEquals("uid"): uid = member.value
        case 4 where member.keyEquals("kind"): kind = member.value
        case 4 where member.keyEquals("name"): name = member.value
        case 6 where member.keyEquals("object"): object = member.value
        case 6 where member.keyEquals("dryRun"): dryRun = member.value
        case 7 where member.keyEquals("options"): options = member.value
        case 8 where member.keyEquals("resource"): resource = member.value
        case 8 where member.keyEquals("userInfo"): userInfo = member.value
        case 9 where member.keyEquals("namespace"): namespace = member.value
        case 9 where member.keyEquals("operation"): operation = member.value
        case 9 where member.keyEquals("oldObject"): oldObject = member.value
        case 11 where member.keyEquals("subResource"): subResource = member.value
        case 11 where member.keyEquals("requestKind"): requestKind = member.value
        default: break
        }
    }

    func decode(uid: String) throws(Malformed) -> AdmissionRequest {
        let operation = try decodedOperation()
        let kind = try gvk(self.kind, "kind")
        let object = try Self.object(self.object)
        let oldObject = try Self.object(self.oldObject)
        if operation == .create || operation == .update, object == nil { throw Malformed(message: noObject(operation)) }
        return AdmissionRequest(
            uid: uid, uidSource: self.uid?.textSource, kind: kind, resource: try decodedResource(like: kind),
            subResource: try Self.string(subResource),
            requestKind: requestKind == nil ? kind : try gvk(requestKind, "requestKind", like: kind),
            name: try Self.string(name) ?? (object ?? oldObject)?["metadata"]?["name"]?.nonEmptyString,
            namespace: try Self.string(namespace), operation: operation, user: try user(), object: object,
            oldObject: oldObject, isDryRun: try isDryRun(), options: try Self.object(options))
    }

    /// A string; nil where it is empty.
    private static func string(_ node: Node?) throws(Malformed) -> String? {
        guard let node else { return nil }
        guard node.kind == .string else { throw Malformed(message: expected("a string", node)) }
        return node.nonEmptyString
    }

    /// An object, seen from itself.
    private static func object(_ node: Node?) throws(Malformed) -> Node? {
        guard let node else { return nil }
        guard node.isObject else { throw Malformed(message: expected("an object", node)) }
        return node.asRoot()
    }

    private func decodedOperation() throws(Malformed) -> AdmissionRequest.Operation {
        guard let operation else { throw Malformed(message: unknownOperation("")) }
        if operation.isString("CREATE") { return .create }
        if operation.isString("UPDATE") { return .update }
        let text = try Self.string(operation) ?? ""
        guard let known = AdmissionRequest.Operation(rawValue: text) else {
            throw Malformed(message: unknownOperation(text))
        }
        return known
    }

    private func gvk(
        _ node: Node?, _ field: String, like known: GroupVersionKind? = nil
    ) throws(Malformed) -> GroupVersionKind {
        let version = try member(node, "version", of: field, like: known?.version)
        let kind = try member(node, "kind", of: field, like: known?.kind)
        guard !version.isEmpty, !kind.isEmpty else { throw Malformed(message: incomplete(field)) }
        let group = try member(node, "group", of: field, like: known?.group)
        return GroupVersionKind(group: group, version: version, kind: kind)
    }

    private func decodedResource(like kind: GroupVersionKind) throws(Malformed) -> AdmissionRequest.Resource {
        let name = try member(resource, "resource", of: "resource")
        guard !name.isEmpty else { throw Malformed(message: incomplete("resource")) }
        return AdmissionRequest.Resource(
            group: try member(resource, "group", of: "resource", like: kind.group),
            version: try member(resource, "version", of: "resource", like: kind.version), resource: name)
    }

    /// A string inside of the object that stands in `field`; empty where it is absent, as that of the core group is.
    ///
    /// - Parameter known: what it most often is, and then is not decoded again.
    private func member(
        _ node: Node?, _ name: StaticString, of field: String, like known: String? = nil
    ) throws(Malformed) -> String {
        guard let node, node.isObject else { throw Malformed(message: incomplete(field)) }
        guard let value = node[name], !value.isNull else { return "" }
        if let known, value.isString(known) { return known }
        guard let text = value.string else { throw Malformed(message: expected("a string", value)) }
        return text
    }

    private func user() throws(Malformed) -> AdmissionRequest.User {
        guard let userInfo else { return AdmissionRequest.User(username: "", groups: []) }
        guard userInfo.isObject else { throw Malformed(message: expected("an object", userInfo)) }
        var groups: UserGroups = []
        if let list = userInfo["groups"], !list.isNull {
            guard list.isArray else { throw Malformed(message: expected("a list of strings", list)) }
            for group in list.elements where !group.isString { throw Malformed(message: expected("a string", group)) }
            groups = UserGroups(list)
        }
        return AdmissionRequest.User(
            username: try member(userInfo, "username", of: "userInfo"), groups: groups)
    }

    private func isDryRun() throws(Malformed) -> Bool {
        guard let dryRun else { return false }
        guard let value = dryRun.bool else { throw Malformed(message: expected("a boolean", dryRun)) }
        return value
    }
}

// MARK: - What the user reads

private let notAReview = "this is no AdmissionReview: expected kind AdmissionReview"
private let noRequest = "this AdmissionReview has no request"
private let noUID = "this AdmissionReview has no request.uid"
private func notJSON(_ error: ParseError) -> String {
    "this AdmissionReview cannot be read: \(error.position): \(error.message)"
}
private func otherVersion(_ version: String) -> String {
    "the AdmissionReview must be admission.k8s.io/v1, not \"\(version.prefix(64))\";"
        + " register the webhook with admissionReviewVersions: [v1]"
}
private func noObject(_ operation: AdmissionRequest.Operation) -> String {
    "the AdmissionReview has no request.object, which every \(operation.rawValue) has"
}
private func unknownOperation(_ text: String) -> String {
    "request.operation must be CREATE, UPDATE, DELETE or CONNECT, not \"\(text.prefix(64))\""
}
private func incomplete(_ key: String) -> String { "request.\(key) is missing or incomplete" }
private func expected(_ what: String, _ node: Node) -> String { "\(node.path) must be \(what)" }
