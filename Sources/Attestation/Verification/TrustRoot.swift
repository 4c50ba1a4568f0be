import KubernetesModel

/// Whom a policy believes: keys, or certificates of named identities, issued by an authority of its own or by an
/// instance of Sigstore. The value of a `TrustRoot` document, its key files read.
package struct TrustRoot: Sendable {
    package var name: String
    package var keys: [PublicKey]
    package var certificates: [CertificateAuthority]
    /// Identities for which an instance of Sigstore vouches; nil: none.
    package var sigstore: KeylessTrust?
    /// The predicate types that it may sign; empty: every one.
    package var predicateTypes: Set<String>
    /// `sha256` over everything that decides what it believes: a key of caches.
    package var digest: String

    package init(
        name: String, keys: [PublicKey] = [], certificates: [CertificateAuthority] = [],
        sigstore: KeylessTrust? = nil, predicateTypes: Set<String> = [], digest: String
    ) {
        self.name = name
        self.keys = keys
        self.certificates = certificates
        self.sigstore = sigstore
        self.predicateTypes = predicateTypes
        self.digest = digest
    }

    package var believesNobody: Bool { keys.isEmpty && certificates.isEmpty && sigstore == nil }
}
