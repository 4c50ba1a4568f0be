import KubernetesModel

/// Finds out who made one signature, among those who are trusted.
struct SignatureTrust {
    let trustRoots: [TrustRoot]
    let envelope: Envelope
    let signature: Envelope.Signature
    /// What is signed: the envelope's, computed once.
    let message: SignedMessage

    /// Everybody who made it; none with the reason. Throws what ends the verification of the whole envelope.
    func signers(material: Envelope.Material) throws(Rejection) -> Result<[Signer], Rejection> {
        var signers = try keySigners(hint: hint(material))
        var objection: Rejection?
        if case .certificates(let chain) = material {
            switch certificateSigners(chain) {
            case .success(let found): signers += found
            case .failure(let why): objection = why
            }
        }
        guard signers.isEmpty else { return .success(signers) }
        return .failure(objection ?? keyObjection(hint: hint(material)))
    }

    // MARK: Keys

    /// Tries every trusted key, those that the hint names first. A signature counts for one key.
    private func keySigners(hint: String) throws(Rejection) -> [Signer] {
        var tried: Set<String> = []
        for (_, key) in candidates(hint: hint) where tried.insert(key.digest).inserted {
            guard message.pays(for: key.type) else { throw Rejection(.size, .invalid, tooMuch) }
            guard key.scheme(ofSignature: signature.bytes, over: message) != nil else { continue }
            return
                trustRoots
                .filter { root in root.keys.contains { $0.digest == key.digest } }
                .map { Signer(trustRoot: $0.name, keyDigest: key.digest) }
        }
        return []
    }

    private func candidates(hint: String) -> [(TrustRoot, PublicKey)] {
        let all = trustRoots.flatMap { root in root.keys.map { (root, $0) } }
        guard !hint.isEmpty else { return all }
        return all.filter { $0.1.names.contains(hint) } + all.filter { !$0.1.names.contains(hint) }
    }

    private func hint(_ material: Envelope.Material) -> String {
        guard signature.keyID.isEmpty, case .keyHint(let hint) = material else { return signature.keyID }
        return hint
    }

    /// Where the signature names a trusted key that did not make it, its content was changed; else a stranger signed.
    private func keyObjection(hint: String) -> Rejection {
        guard trustRoots.contains(where: { !$0.believesNobody }) else {
            return Rejection(.signature, .untrusted, nobodyTrusted)
        }
        let named = candidates(hint: hint).first { !hint.isEmpty && $0.1.names.contains(hint) }
        if let named { return Rejection(.signature, .invalid, changed(named.0.name)) }
        return Rejection(.signature, .untrusted, hint.isEmpty ? strangerWithoutName : stranger(hint))
    }

    // MARK: Certificates

    /// The certificate's own key must have made the signature before anybody asks whose it is.
    private func certificateSigners(_ chain: [Certificate]) -> Result<[Signer], Rejection> {
        guard let leaf = chain.first else { return .failure(Rejection(.signature, .invalid, noCertificate)) }
        let key: PublicKey
        do throws(KeyError) {
            key = try leaf.publicKey()
        } catch {
            return .failure(Rejection(.signature, .invalid, badLeaf(error)))
        }
        guard key.scheme(ofSignature: signature.bytes, over: message) != nil else {
            return .failure(Rejection(.signature, .invalid, changedUnderCertificate))
        }
        var signers: [Signer] = []
        var objections: [String] = []
        for root in trustRoots {
            let (found, reasons) = self.signers(of: root, key, chain)
            signers += found.filter { !signers.contains($0) }
            objections += reasons.map { "\(root.name): \($0)" }
        }
        guard signers.isEmpty else { return .success(signers) }
        return .failure(Rejection(.signature, .untrusted, untrustedCertificate(leaf, objections)))
    }

    /// Whom this trust root sees in the certificate, and why it sees nobody.
    private func signers(
        of root: TrustRoot, _ key: PublicKey, _ chain: [Certificate]
    ) -> (signers: [Signer], objections: [String]) {
        var found: [Signer] = []
        var objections: [String] = []
        for authority in root.certificates {
            do throws(KeyError) {
                let signer = try signer(key, chain, authority, root)
                if !found.contains(signer) { found.append(signer) }
            } catch {
                objections.append(error.reason)
            }
        }
        guard let sigstore = root.sigstore else { return (found, objections) }
        do throws(Rejection) {
            found.append(try sigstore.signer(of: envelope, signature, chain, in: root))
        } catch {
            objections.append(error.reason)
        }
        return (found, objections)
    }

    private func signer(
        _ key: PublicKey, _ chain: [Certificate], _ authority: CertificateAuthority, _ root: TrustRoot
    ) throws(KeyError) -> Signer {
        let path = try CertificatePath.find(chain, authority: authority)
        guard let identity = path.names.matching(authority.identities) else {
            throw KeyError(wrongIdentity(path.names))
        }
        return Signer(trustRoot: root.name, keyDigest: key.digest, identity: identity, validity: path.validity)
    }
}

// MARK: - What the user reads

private let nobodyTrusted = "no trusted key or certificate is configured"
private let tooMuch = "checking its signatures against every trusted key would take too long for its size"
private let noCertificate = "it carries no certificate"
private let strangerWithoutName = "no trusted key made its signature, or its content was changed afterwards"
private let changedUnderCertificate =
    "its signature does not fit its content: the key of the certificate that it carries did not sign these bytes"
private func badLeaf(_ error: KeyError) -> String { "the key of the certificate that it carries: \(error.reason)" }
private func changed(_ root: String) -> String {
    "its signature names a key of \(printable(root, limit: 80)) and does not fit its content: it was changed after signing"
}
private func stranger(_ hint: String) -> String {
    "it is signed by a key that is not trusted (keyid \(quoted(hint, limit: 80)))"
}
private func untrustedCertificate(_ leaf: Certificate, _ objections: [String]) -> String {
    let subject = quoted(leaf.subject, limit: 120)
    guard !objections.isEmpty else { return "it is signed with a certificate (\(subject)), and none is trusted" }
    return "its certificate (\(subject)) is not trusted: \(objections.prefix(4).joined(separator: "; "))"
}
private func wrongIdentity(_ names: CertificateNames) -> String {
    let given = names.alternative.isEmpty ? [names.subject] : Array(names.alternative.prefix(4))
    return
        "none of its names is an identity that is meant (\(given.map { quoted($0, limit: 120) }.joined(separator: ", ")))"
}
