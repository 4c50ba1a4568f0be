/// Why there is no answer. Its words hold neither secrets nor anything of an answer's body.
package struct HTTPFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// No URL that is sent to.
        case url
        /// An address that the settings do not allow.
        case address
        /// Nobody answers, or the name is not known.
        case unreachable
        /// The certificate or the handshake.
        case tls
        /// The deadline passed.
        case timeout
        /// The connection ended within an answer, or the answer is no HTTP.
        case cut
        /// The answer is larger than is read.
        case tooLarge
        /// Redirects that are not followed.
        case redirect
        /// Settings that cannot be used: a CA file or a client certificate that cannot be read.
        case settings
        /// Whoever asked wants no answer any more.
        case cancelled
    }

    package var kind: Kind
    /// A half-sentence that can follow "could not be read:".
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    package var description: String { reason }
}
