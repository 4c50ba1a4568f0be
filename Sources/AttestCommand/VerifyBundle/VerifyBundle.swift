import Attestation
import KubernetesModel

/// Verifies that a Sigstore bundle is about a file, and whose signature it holds, asking nobody.
package struct VerifyBundle: Sendable {
    private let request: VerifyBundleRequest
    private let verifier: SigstoreVerifier?
    private let owner: Owner

    /// Whose signature counts.
    private enum Owner: Sendable {
        case identity(String, issuer: String)
        case key(PublicKey)
    }

    /// Reads key and trusted root; throws what makes the question itself unanswerable.
    package init(_ request: VerifyBundleRequest) throws(AttestError) {
        self.request = request
        verifier = try request.trustedRoot.map { path throws(AttestError) in
            let bytes = try InputBytes.read(path, limit: SigstoreTrustedRoot.longest)
            do throws(TrustedRootError) {
                return SigstoreVerifier(try SigstoreTrustedRoot.parse(bytes))
            } catch {
                throw AttestError(path, error.reason)
            }
        }
        switch (request.key, request.identity, request.issuer) {
        case (let path?, nil, nil):
            do throws(KeyError) {
                owner = .key(try PublicKey.parse(pem: try Self.keyFile(path)))
            } catch {
                throw AttestError(path, error.reason)
            }
        case (nil, let identity?, let issuer?):
            guard verifier != nil else { throw AttestError("--trusted-root", noTrustedRoot) }
            owner = .identity(identity, issuer: issuer)
        default: throw AttestError("", noOwner)
        }
    }

    /// What was verified, in a sentence; or why nothing was.
    package typealias Outcome = Result<String, Rejection>

    package func run() throws(AttestError) -> Outcome {
        let limits = EnvelopeLimits.standard
        let bytes = try InputBytes.read(request.bundle, limit: limits.bytes)
        let artifact = try ArtifactInput.read(request.artifact)
        do throws(Rejection) {
            return .success(try verify(try SigstoreBundle.parse(bytes, limits: limits), artifact))
        } catch {
            return .failure(error)
        }
    }

    private func verify(_ bundle: SigstoreBundle, _ artifact: ArtifactDigests) throws(Rejection) -> String {
        let content = try bundle.content(about: artifact)
        switch (owner, bundle.material) {
        case (.identity(let identity, let issuer), .certificates(let certificates)):
            guard let verifier else { throw Rejection(.signature, .untrusted, noTrustedRoot) }
            let signature = try verifier.verify(
                bundle.signature, over: content, certificates: certificates, transparency: bundle.transparency)
            try signature.identity.check(identity, issuer)
            return verified(identity)
        case (.key(let key), .keyHint):
            guard let verifier else {
                guard content.isSigned(bundle.signature, by: key) else {
                    throw Rejection(.signature, .invalid, otherKey)
                }
                return withoutLog
            }
            _ = try verifier.verify(bundle.signature, over: content, key: key, transparency: bundle.transparency)
            return verified(request.key ?? "")
        case (.identity, _): throw Rejection(.signature, .untrusted, noCertificate)
        case (.key, _): throw Rejection(.signature, .untrusted, certificateInPlaceOfKey)
        }
    }

    private static func keyFile(_ path: String) throws(KeyError) -> [UInt8] {
        do throws(AttestError) {
            return try InputBytes.read(path, limit: 1 << 20)
        } catch {
            throw KeyError(error.message)
        }
    }
}

extension SigstoreIdentity? {
    /// Both exactly, byte for byte.
    fileprivate func check(_ name: String, _ issuer: String) throws(Rejection) {
        guard let identity = self, identity.names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
            throw Rejection(.signer, .untrusted, otherIdentity(self?.names ?? []))
        }
        guard identity.issuer.utf8.elementsEqual(issuer.utf8) else {
            throw Rejection(.signer, .untrusted, otherIssuer(identity.issuer))
        }
    }
}

// MARK: - What the user reads

private let noOwner = "give --certificate-identity and --certificate-oidc-issuer, or --key, and not both"
private let noTrustedRoot =
    "certificates are believed by a trusted root, and nothing is fetched; give the trusted_root.json of the instance"
private let noCertificate = "the bundle is signed with a key, not with a certificate; give --key"
private let certificateInPlaceOfKey =
    "the bundle is signed with a certificate, not with a key; give --certificate-identity and --certificate-oidc-issuer"
private let otherKey = "the signature does not fit: another key signed, or other bytes were signed"
private let withoutLog =
    "verified by the key alone; without --trusted-root nobody looked at the bundle's log entries and timestamps"
private func verified(_ who: String) -> String { "verified: signed by \(printable(who, limit: 200))" }
private func otherIdentity(_ names: [String]) -> String {
    "the certificate names somebody else (\(names.prefix(4).map { quoted($0, limit: 200) }.joined(separator: ", ")))"
}
private func otherIssuer(_ issuer: String) -> String {
    "another issuer vouched for the identity (\(quoted(issuer, limit: 200)))"
}
