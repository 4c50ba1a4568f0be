import FoundationEssentials
import KubernetesModel

/// Verifies the signature of a Sigstore bundle by a trusted root, asking nobody (sigstore/architecture-docs,
/// client-spec.md, section 4).
package struct SigstoreVerifier: Sendable {
    package let trustedRoot: SigstoreTrustedRoot

    package init(_ trustedRoot: SigstoreTrustedRoot) { self.trustedRoot = trustedRoot }

    /// A signature that holds: who made it, and when.
    package struct Signature: Sendable, Hashable {
        /// What the certificate names, and the issuer that vouched for it; nil for a key that was given.
        package var identity: SigstoreIdentity?
        package var times: [Date]
    }

    /// By a certificate for a few minutes: its chain, its logs and its times all have to hold. Whose name is in it is for
    /// the caller to compare.
    package func verify(
        _ signature: [UInt8], over content: SignedContent, certificates: [Certificate],
        transparency: TransparencyMaterial
    ) throws(Rejection) -> Signature {
        guard let leaf = certificates.first else { throw invalid(noCertificate) }
        guard certificates.count == 1 || transparency.version.allowsChain else { throw invalid(chainInNewBundle) }
        guard !certificates.dropFirst().contains(where: \.isSelfIssued) else { throw invalid(rootInBundle) }
        let entries = try entries(of: transparency)
        let times = try times(signature, entries, transparency)
        guard !times.isEmpty else { throw Rejection(.signature, .untrusted, noTime(transparency)) }
        let chain = try chain(certificates, at: times)
        try CertificateTransparency.check(chain, logs: trustedRoot.certificateLogs)
        guard let identity = SigstoreIdentity(leaf) else { throw invalid(noIdentity) }
        let key: PublicKey
        do throws(KeyError) {
            key = try leaf.publicKey()
        } catch {
            throw invalid(badKey(error))
        }
        try check(entries, signature, content, .certificate(leaf), times, transparency.version)
        guard content.isSigned(signature, by: key) else { throw invalid(otherContent) }
        return Signature(identity: identity, times: times)
    }

    /// By a key that somebody keeps. It needs no time, and its entry in the log has to hold all the same.
    package func verify(
        _ signature: [UInt8], over content: SignedContent, key: PublicKey, transparency: TransparencyMaterial
    ) throws(Rejection) -> Signature {
        let entries = try entries(of: transparency)
        let times = try times(signature, entries, transparency)
        try check(entries, signature, content, .key(key), times, transparency.version)
        guard content.isSigned(signature, by: key) else { throw invalid(otherContent) }
        return Signature(times: times)
    }

    // MARK: Steps

    /// At least one entry, each in a log that is trusted, and none twice: what one log says counts once.
    private func entries(of transparency: TransparencyMaterial) throws(Rejection) -> [LogEntryCheck] {
        guard !transparency.entries.isEmpty else { throw Rejection(.signature, .untrusted, noEntry) }
        var checks: [LogEntryCheck] = []
        for entry in transparency.entries {
            guard !checks.contains(where: { $0.entry.logID == entry.logID }) else { throw invalid(sameLogTwice) }
            let log = try LogEntryCheck.log(of: entry, among: trustedRoot.transparencyLogs)
            checks.append(LogEntryCheck(entry: entry, log: log))
        }
        return checks
    }

    /// Every time that somebody trusted has put under the signature. A timestamp of an authority that the trusted root
    /// does not name is no time.
    private func times(
        _ signature: [UInt8], _ entries: [LogEntryCheck], _ transparency: TransparencyMaterial
    ) throws(Rejection) -> [Date] {
        var times: [Date] = []
        for timestamp in transparency.timestamps {
            let time = try TimestampToken.time(timestamp, over: signature, by: trustedRoot.timestampAuthorities)
            if let time { times.append(time) }
        }
        for entry in entries {
            if let time = try entry.promisedTime() { times.append(time) }
        }
        return times
    }

    /// The chain to an authority that was valid at each of the times, as each of its certificates was (the hybrid model).
    private func chain(_ certificates: [Certificate], at times: [Date]) throws(Rejection) -> [Certificate] {
        var objections: [String] = []
        for authority in trustedRoot.certificateAuthorities {
            guard let anchor = authority.certificates.last else { continue }
            let issuers = CertificateAuthority(
                roots: [anchor], intermediates: authority.certificates.dropLast(), identities: [])
            do throws(KeyError) {
                let path = try CertificatePath.find(certificates, authority: issuers)
                guard times.allSatisfy(authority.validity.contains) else { throw KeyError(authorityNotValid) }
                guard times.allSatisfy(path.validity.contains) else { throw KeyError(certificateNotValid) }
                return path.certificates
            } catch {
                if !objections.contains(error.reason) { objections.append(error.reason) }
            }
        }
        throw Rejection(.signature, .untrusted, noChain(objections))
    }

    private func check(
        _ entries: [LogEntryCheck], _ signature: [UInt8], _ content: SignedContent, _ owner: SignatureOwner,
        _ times: [Date], _ version: TransparencyMaterial.BundleVersion
    ) throws(Rejection) {
        for check in entries {
            let isRekor2 = EntryBody.isRekor2(check.entry)
            guard version.needsInclusionProof || check.entry.promise != nil || isRekor2 else {
                throw invalid(noPromise)
            }
            try check.checkInclusion(
                isRequired: version.needsInclusionProof || isRekor2, isRekor2: isRekor2)
            try check.checkValidity(at: times)
            try EntryBody(entry: check.entry, content: content, signature: signature, owner: owner).check()
        }
    }
}

/// Whom a certificate of Fulcio names, and who vouched for it.
package struct SigstoreIdentity: Sendable, Hashable {
    /// The subject alternative names.
    package let names: [String]
    package let issuer: String

    /// nil where one of the two is missing or malformed.
    init?(_ certificate: Certificate) {
        names = CertificateNames(certificate).alternative
        guard !names.isEmpty, let issuer = CertificateIssuer.issuer(of: certificate) else { return nil }
        self.issuer = issuer
    }
}

private func invalid(_ reason: String) -> Rejection { Rejection(.signature, .invalid, reason) }

// MARK: - What the user reads

private let noCertificate = "the bundle carries no certificate"
private let chainInNewBundle = "a bundle from v0.3 on carries the signer's certificate alone, not a chain"
private let rootInBundle = "the bundle brings a root certificate along, which only the trusted root may name"
private let noEntry = "the bundle has no entry of a transparency log"
private let sameLogTwice = "the bundle has two entries of one log"
private let noIdentity = "the certificate names nobody, or no OpenID Connect issuer that vouched for the name"
private let otherContent = "the signature does not fit the content: another key signed, or other bytes were signed"
private let noPromise = "a bundle v0.1 holds no promise of the log (SET)"
private let authorityNotValid =
    "the certificate authority is not valid at the time of signing, as the trusted root says"
private let certificateNotValid = "a certificate of the chain is not valid at the time of signing"
private func badKey(_ error: KeyError) -> String { "the key of the certificate: \(error.reason)" }
private func noTime(_ transparency: TransparencyMaterial) -> String {
    transparency.timestamps.isEmpty
        ? "nobody trusted says when it was signed: it has neither a timestamp nor a log's promise (SET)"
        : "nobody trusted says when it was signed: none of its timestamps is of an authority that the trusted root names, and that was valid then"
}
private func noChain(_ objections: [String]) -> String {
    objections.isEmpty
        ? "the trusted root names no certificate authority"
        : "the certificate leads to no authority of the trusted root: \(objections.prefix(4).joined(separator: "; "))"
}
