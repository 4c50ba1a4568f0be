/// What an API server asks: the request of an AdmissionReview (`admission.k8s.io/v1`).
package struct AdmissionRequest: Sendable {
    package enum Operation: String, Sendable, Hashable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// Who asks (`authentication.k8s.io/v1` UserInfo).
    package struct User: Sendable, Hashable {
        package var username: String
        package var groups: UserGroups
    }

    /// Group, version and plural name of what is asked for.
    package struct Resource: Sendable, Hashable {
        package var group: String
        package var version: String
        package var resource: String
    }

    /// To be given back in the answer.
    package var uid: String
    /// The bytes of the body that are the text of `uid`; nil where an escape stands in it.
    package var uidSource: Range<Int>?
    /// What `object` is, after the API server has converted it.
    package var kind: GroupVersionKind
    package var resource: Resource
    /// `status`, `scale`, `exec`; nil for the object itself.
    package var subResource: String?
    /// What the user sent, before any conversion; `kind` where the API server does not say.
    package var requestKind: GroupVersionKind
    /// On `deletecollection`, which names nothing, that of `oldObject`; nil where nothing has a name.
    package var name: String?
    /// Nil for cluster-scoped objects.
    package var namespace: String?
    package var operation: Operation
    package var user: User
    /// The object as it will be, its paths relative to itself; nil on DELETE.
    package var object: Node?
    /// The object as it is, its paths relative to itself; nil on CREATE.
    package var oldObject: Node?
    package var isDryRun: Bool
    /// `CreateOptions`, `UpdateOptions`, `DeleteOptions`; nil on CONNECT.
    package var options: Node?
}

/// Why bytes are no request that can be judged.
package enum AdmissionReviewError: Error, Sendable, Hashable {
    /// No AdmissionReview of a version that is spoken here: there is no uid to answer to.
    case notAReview(String)
    /// No JSON as it is read here: broken, with a key twice, or beyond the limits of depth and size.
    case unreadable(String)
    /// An AdmissionReview, but not one that can be judged. The answer bears its uid, and lets nothing in.
    case malformed(uid: String, message: String)

    package var message: String {
        switch self {
        case .notAReview(let message), .unreadable(let message), .malformed(_, let message): message
        }
    }
}
