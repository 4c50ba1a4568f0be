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
