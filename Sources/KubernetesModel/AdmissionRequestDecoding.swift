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
            throw .notAReview(notJSON(error))
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
        guard let uid = request["uid"]?.nonEmptyString, uid.utf8.count <= maximumUIDBytes else {
            throw .notAReview(noUID)
        }
        do throws(Malformed) {
            return try Decoder(request: request).decode(uid: uid)
        } catch {
            throw .malformed(uid: uid, message: error.message)
        }
    }
}

private struct Malformed: Error {
    var message: String
}

private struct Decoder {
    let request: Node

    func decode(uid: String) throws(Malformed) -> AdmissionRequest {
        let operation = try operation()
        let kind = try gvk("kind")
        let object = try object("object")
        let oldObject = try self.object("oldObject")
        if operation == .create || operation == .update, object == nil { throw Malformed(message: noObject(operation)) }
        let metadata = (object ?? oldObject)?["metadata"]
        return AdmissionRequest(
            uid: uid, kind: kind, resource: try resource(),
            subResource: try string("subResource"),
            requestKind: isAbsent("requestKind") ? kind : try gvk("requestKind"),
            name: try string("name") ?? metadata?["name"]?.nonEmptyString,
            namespace: try string("namespace"), operation: operation, user: try user(), object: object,
            oldObject: oldObject, isDryRun: try isDryRun(), options: try self.object("options"))
    }

    private func isAbsent(_ key: String) -> Bool { request[key]?.isNull ?? true }

    /// A string; nil where it is absent, null or empty.
    private func string(_ key: String) throws(Malformed) -> String? {
        guard let node = request[key], !node.isNull else { return nil }
        guard node.kind == .string else { throw Malformed(message: expected("a string", node)) }
        return node.nonEmptyString
    }

    /// An object, seen from itself; nil where it is absent or null.
    private func object(_ key: String) throws(Malformed) -> Node? {
        guard let node = request[key], !node.isNull else { return nil }
        guard node.isObject else { throw Malformed(message: expected("an object", node)) }
        return node.asRoot()
    }

    private func operation() throws(Malformed) -> AdmissionRequest.Operation {
        let text = try string("operation") ?? ""
        guard let operation = AdmissionRequest.Operation(rawValue: text) else {
            throw Malformed(message: unknownOperation(text))
        }
        return operation
    }

    private func gvk(_ key: String) throws(Malformed) -> GroupVersionKind {
        let version = try member("version", of: key)
        let kind = try member("kind", of: key)
        guard !version.isEmpty, !kind.isEmpty else { throw Malformed(message: incomplete(key)) }
        return GroupVersionKind(group: try member("group", of: key), version: version, kind: kind)
    }

    private func resource() throws(Malformed) -> AdmissionRequest.Resource {
        let resource = try member("resource", of: "resource")
        guard !resource.isEmpty else { throw Malformed(message: incomplete("resource")) }
        return AdmissionRequest.Resource(
            group: try member("group", of: "resource"), version: try member("version", of: "resource"),
            resource: resource)
    }

    /// A string inside of the object `key`; empty where it is absent, as that of the core group is.
    private func member(_ name: String, of key: String) throws(Malformed) -> String {
        guard let node = request[key], node.isObject else { throw Malformed(message: incomplete(key)) }
        guard let value = node[name], !value.isNull else { return "" }
        guard let text = value.string else { throw Malformed(message: expected("a string", value)) }
        return text
    }

    private func user() throws(Malformed) -> AdmissionRequest.User {
        guard let node = request["userInfo"], !node.isNull else {
            return AdmissionRequest.User(username: "", groups: [])
        }
        guard node.isObject else { throw Malformed(message: expected("an object", node)) }
        var groups: [String] = []
        if let list = node["groups"], !list.isNull {
            guard list.isArray else { throw Malformed(message: expected("a list of strings", list)) }
            for group in list.elements {
                guard let text = group.string else { throw Malformed(message: expected("a string", group)) }
                groups.append(text)
            }
        }
        return AdmissionRequest.User(username: try member("username", of: "userInfo"), groups: groups)
    }

    private func isDryRun() throws(Malformed) -> Bool {
        guard let node = request["dryRun"], !node.isNull else { return false }
        guard let value = node.bool else { throw Malformed(message: expected("a boolean", node)) }
        return value
    }
}

// MARK: - What the user reads

private let notAReview = "this is no AdmissionReview: expected kind AdmissionReview"
private let noRequest = "this AdmissionReview has no request"
private let noUID = "this AdmissionReview has no request.uid"
private func notJSON(_ error: ParseError) -> String {
    "this is no AdmissionReview: \(error.position): \(error.message)"
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
