import FoundationEssentials
import KubernetesModel

/// Identities that are believed when an instance of Sigstore vouches for them.
package struct KeylessTrust: Sendable {
    package struct Identity: Sendable, Hashable {
        /// The OpenID Connect issuer, byte for byte.
        package var issuer: String
        /// A glob on the whole subject alternative name.
        package var subject: String

        package init(issuer: String, subject: String) {
            self.issuer = issuer
            self.subject = subject
        }
    }

    package var trustedRoot: SigstoreTrustedRoot
    /// One must match. Empty matches nobody.
    package var identities: [Identity]

    package init(trustedRoot: SigstoreTrustedRoot, identities: [Identity]) {
        self.trustedRoot = trustedRoot
        self.identities = identities
    }

    /// The name in a certificate that one of the identities means; nil where none does. Issuer and name belong together:
    /// the same address at another issuer is somebody else.
    func name(of identity: SigstoreIdentity) -> String? {
        for meant in identities where meant.issuer.utf8.elementsEqual(identity.issuer.utf8) {
            let glob = Glob(meant.subject)
            if let name = identity.names.first(where: glob.matches) { return name }
        }
        return nil
    }

    /// The signer of a statement in a bundle, by what the bundle carries.
    func signer(
        of envelope: Envelope, _ signature: Envelope.Signature, _ chain: [Certificate], in root: TrustRoot
    ) throws(Rejection) -> Signer {
        guard let transparency = envelope.transparency else {
            throw Rejection(.signature, .untrusted, noTransparency)
        }
        let verified = try SigstoreVerifier(trustedRoot).verify(
            signature.bytes, over: .envelope(envelope), certificates: chain, transparency: try transparency.get())
        guard let identity = verified.identity, let name = name(of: identity) else {
            throw Rejection(.signature, .untrusted, otherIdentity(verified.identity))
        }
        return Signer(
            trustRoot: root.name, keyDigest: Self.signerDigest(name, identity.issuer), identity: name,
            validity: try validity(of: verified))
    }

    /// The time of signing is known, so what ends is the trusted root alone. nil: it does not.
    private func validity(of signature: SigstoreVerifier.Signature) throws(Rejection) -> ClosedRange<Date>? {
        guard let end = trustedRoot.expiry else { return nil }
        // Fail closed: nil would mean always.
        guard let begin = signature.times.min(), begin <= end else {
            throw Rejection(.signature, .untrusted, signedTooLate)
        }
        return begin...end
    }

    /// Keys live for minutes: who signs twice has two. What makes such signers distinct is whom the issuer vouched for.
    private static func signerDigest(_ name: String, _ issuer: String) -> String {
        ContentDigest.sha256(Array("sigstore\n\(issuer)\n\(name)".utf8)).hex
    }
}

// MARK: - What the user reads

private let noTransparency = "it carries no log entry and no timestamp, so nobody knows when it was signed"
private let signedTooLate = "it was signed when the trusted root had ended"
private func otherIdentity(_ identity: SigstoreIdentity?) -> String {
    guard let identity else { return "it names nobody" }
    let names = identity.names.prefix(4).map { quoted($0, limit: 120) }.joined(separator: ", ")
    return "\(names) of the issuer \(quoted(identity.issuer, limit: 120)) is no identity that is meant"
}
