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
        /// 410 Gone: the resourceVersion is too old; list again.
        case expired
    }

    package var kind: Kind
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    package init(_ failure: HTTPFailure, _ host: String) {
        self.init(failure.kind == .settings ? .settings : .unreachable, "\(host): \(failure.reason)")
    }

    package var description: String { reason }
}
