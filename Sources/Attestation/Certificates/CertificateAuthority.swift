import COpenSSL
import KubernetesModel

/// An X.509 certificate.
package final class Certificate: @unchecked Sendable {
    // SAFETY: never changed after it was made; OpenSSL 3 locks what it computes inside on demand.
    let handle: OpaquePointer

    /// Takes over one reference of `handle`.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { X509_free(handle) }
}

/// Certificates that a policy believes, and the identities in them that it means.
package struct CertificateAuthority: Sendable {
    package var roots: [Certificate]
    package var intermediates: [Certificate]
    /// Globs on whole subject alternative names; at least one must match. Empty matches nothing.
    package var identities: [String]

    package init(roots: [Certificate], intermediates: [Certificate] = [], identities: [String]) {
        self.roots = roots
        self.intermediates = intermediates
        self.identities = identities
    }
}
