import FoundationEssentials
import KubernetesModel

/// A statement whose signature holds, and who signed it. Only this target can make one, so that no rule ever sees what
/// nobody vouches for.
package struct VerifiedStatement: Sendable {
    package let statement: Statement
    /// Every trusted signer, each key once for every trust root that vouches for it: count distinct `keyDigest`s.
    package let signers: [Signer]
    /// `sha256` of the payload that was signed: two envelopes over the same bytes say the same.
    package let payloadDigest: Digest

    init(statement: Statement, signers: [Signer], payloadDigest: Digest) {
        self.statement = statement
        self.signers = signers
        self.payloadDigest = payloadDigest
    }
}

/// One trusted signature.
package struct Signer: Sendable, Hashable {
    /// The `TrustRoot` that vouches for it.
    package var trustRoot: String
    /// `sha256` of the key's SubjectPublicKeyInfo (DER), in hex: what makes two signers distinct. For an identity of
    /// Sigstore, whose keys live for minutes, `sha256` over issuer and name.
    package var keyDigest: String
    /// The certificate's subject alternative name that matched; nil for a bare key.
    package var identity: String?
    /// When the signature may be believed: the validity of the certificate chain; with a trusted time of signing, from then
    /// until the trusted root ends. nil: always (a bare key without dates).
    package var validity: ClosedRange<Date>?

    package init(trustRoot: String, keyDigest: String, identity: String? = nil, validity: ClosedRange<Date>? = nil) {
        self.trustRoot = trustRoot
        self.keyDigest = keyDigest
        self.identity = identity
        self.validity = validity
    }

    package func isValid(at time: Date) -> Bool { validity?.contains(time) ?? true }
}
