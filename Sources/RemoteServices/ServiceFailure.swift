import HTTPTransport
import KubernetesModel

/// Why a service did not give what it was asked for. Its words hold neither secrets nor anything of an answer's body.
package struct ServiceFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// No connection, or none that counts.
        case transport(HTTPFailure.Kind)
        /// 401: no credentials, or wrong ones.
        case unauthorized
        /// 403
        case forbidden
        /// 404, or an answer that says that there is no such thing.
        case notFound
        /// 429, or 503 with a Retry-After.
        case busy
        /// 5xx
        case server
        /// Any other status.
        case status(Int)
        /// An answer that is not what the service's protocol says.
        case malformed
        /// What came is not what was asked for: another digest.
        case mismatch
        /// Credentials that were named and cannot be used.
        case credentials
    }

    package var kind: Kind
    /// A half-sentence that can follow "could not be read:".
    package var reason: String
    /// How long the service asked to be left alone, where it did.
    package var retryAfter: Duration?
    /// Whether the service shows what holds such things, and says that it has no such thing in it: what is not shown to
    /// whoever asks is no absence.
    package var isAbsence = false

    package init(_ kind: Kind, _ reason: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.reason = reason
        self.retryAfter = retryAfter
    }

    package init(_ failure: HTTPFailure) {
        self.init(.transport(failure.kind), failure.reason)
    }

    /// Of a request to `host`, which the words of an answer that is too large do not name by themselves.
    package init(_ failure: HTTPFailure, from host: String) {
        self.init(.transport(failure.kind), failure.kind == .tooLarge ? "\(host): \(failure.reason)" : failure.reason)
    }

    /// What an answer that is no success means.
    package init(_ response: HTTPResponse, from host: String) {
        let retryAfter = response.header("retry-after").flatMap(Self.seconds)
        switch response.status {
        case 401: self.init(.unauthorized, "\(host) answered 401: it asks for credentials, or for others")
        case 403: self.init(.forbidden, "\(host) answered 403: the credentials do not allow it")
        case 404: self.init(.notFound, "\(host) answered 404: there is no such thing")
        case 429: self.init(.busy, "\(host) answered 429: too many requests", retryAfter: retryAfter)
        case 503 where retryAfter != nil: self.init(.busy, "\(host) answered 503", retryAfter: retryAfter)
        case 500...599: self.init(.server, "\(host) answered \(response.status)")
        default: self.init(.status(response.status), "\(host) answered \(response.status)")
        }
    }

    package var description: String { reason }

    /// RFC 9110 section 10.2.3; dates are not read, and nobody is left alone for more than an hour.
    private static func seconds(_ text: String) -> Duration? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text).map { .seconds(min($0, 3600)) }
    }
}
