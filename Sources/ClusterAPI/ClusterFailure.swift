import HTTPTransport

/// Why the cluster could not be asked. Its words hold no secrets.
package struct ClusterFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The kubeconfig, a certificate or a token cannot be used.
        case settings
        /// Nobody answers, or not in time, or not as an API server does.
        case unreachable
        /// 401 or 403.
        case forbidden
        /// 404: no such object, or no such resource.
        case notFound
        /// 409: something of that name is there already, or it is not in the state that was written over.
        case conflict
        /// 410 Gone: the resourceVersion is too old; list again.
        case expired
        /// Whoever asked wants no answer any more.
        case cancelled
    }

    package var kind: Kind
    package var reason: String
    /// The status of an answer that says no: it tells 401 from 403, and 429 from 503.
    package var status: Int?
    /// How long the server wants not to be asked.
    package var retryAfter: Duration?
    /// Whether the answer was larger than is read.
    var isTooLarge = false

    package init(_ kind: Kind, _ reason: String, status: Int? = nil, retryAfter: Duration? = nil) {
        self.kind = kind
        self.reason = reason
        self.status = status
        self.retryAfter = retryAfter
    }

    package init(_ failure: HTTPFailure, _ host: String) {
        let kind: Kind =
            switch failure.kind {
            case .settings, .url: .settings
            case .cancelled: .cancelled
            default: .unreachable
            }
        self.init(kind, "\(host): \(failure.reason)")
        isTooLarge = failure.kind == .tooLarge
    }

    package var description: String { reason }
}
