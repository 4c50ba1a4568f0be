import Attestation
import HTTPTransport
import KubernetesModel

/// How requests to a service say who asks.
package enum HTTPAuthorization: Sendable, Hashable {
    case none
    /// RFC 6750.
    case bearer(SecretSource)
    /// RFC 7617: the secret is `USER:PASSWORD`.
    case basic(SecretSource)

    /// The header field; nil where requests say nothing.
    package func header() throws(ServiceFailure) -> HTTPHeader? {
        switch self {
        case .none: return nil
        case .bearer(let source): return HTTPHeader("Authorization", "Bearer \(try source.read())")
        case .basic(let source):
            let secret = try source.read()
            guard secret.utf8.contains(UInt8(ascii: ":")) else { throw ServiceFailure(.credentials, noColon(source)) }
            return HTTPHeader("Authorization", "Basic \(StrictBase64.encode(Array(secret.utf8)))")
        }
    }
}

private func noColon(_ source: SecretSource) -> String { "\(source.description) is not USER:PASSWORD" }
