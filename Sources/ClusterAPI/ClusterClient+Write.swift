import HTTPTransport
import KubernetesModel

/// Which state of an object a write is about: another one is a conflict.
package struct ObjectState: Sendable, Hashable {
    package var uid: String
    package var resourceVersion: String

    package init(uid: String, resourceVersion: String) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// nil where the object does not say it.
    package init?(_ object: Node) {
        guard let uid = object["metadata"]?["uid"]?.nonEmptyString,
            let version = object["metadata"]?["resourceVersion"]?.nonEmptyString
        else { return nil }
        self.init(uid: uid, resourceVersion: version)
    }
}

extension ClusterClient {
    /// Creates an object. A failure of the kind `conflict` says that there is one of that name.
    ///
    /// - Parameter object: as JSON, with its name.
    package func create(
        _ resource: ClusterResource, namespace: String?, _ object: [UInt8], by deadline: Deadline
    ) throws(ClusterFailure) {
        guard resource.isNamespaced == (namespace != nil) else { throw ClusterFailure(.notFound, otherScope(resource)) }
        try write(.post, try resource.path(namespace: namespace) + manager, object, by: deadline)
    }

    /// Puts an object in the place of another. A failure of the kind `conflict` says that somebody else wrote it meanwhile.
    ///
    /// - Parameter object: as JSON, with the resourceVersion of the one whose place it takes.
    package func replace(
        _ resource: ClusterResource, namespace: String?, name: String, _ object: [UInt8], by deadline: Deadline
    ) throws(ClusterFailure) {
        try write(.put, try resource.path(namespace: namespace, name: name) + manager, object, by: deadline)
    }

    /// Deletes an object that is in this state, and no other.
    package func delete(
        _ resource: ClusterResource, namespace: String?, name: String, in state: ObjectState, by deadline: Deadline
    ) throws(ClusterFailure) {
        var options = JSONWriter()
        options.object { options in
            options.member("apiVersion", "v1")
            options.member("kind", "DeleteOptions")
            options.key("preconditions")
            options.object { preconditions in
                preconditions.member("uid", state.uid)
                preconditions.member("resourceVersion", state.resourceVersion)
            }
        }
        try write(.delete, try resource.path(namespace: namespace, name: name), options.bytes, by: deadline)
    }

    private func write(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], by deadline: Deadline
    ) throws(ClusterFailure) {
        _ = try answer(path, Form.object) { (client, request) throws(HTTPFailure) in
            var request = request
            request.method = method
            request.body = body
            request.headers.append(HTTPHeader("Content-Type", "application/json"))
            request.maxBytes = limits.objectBytes
            return try client.send(request, by: deadline)
        }
    }
}

/// Who wrote a field, as `managedFields` name it.
private let manager = "?fieldManager=pedigree"

// What an operator reads.

private func otherScope(_ resource: ClusterResource) -> String {
    "\(resource) are \(resource.isNamespaced ? "in namespaces" : "in no namespace")"
}
