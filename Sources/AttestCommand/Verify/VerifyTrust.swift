import Attestation
import EvidenceStores
import KubernetesModel
import PolicyEngine
import PolicyFiles

/// Whom a verification believes: keys and certificates of the command line, or the trust roots of policies.
struct VerifyTrust {
    let request: VerifyRequest

    func roots() throws(AttestError) -> [TrustRoot] {
        guard !request.keys.isEmpty || !request.certificateRoots.isEmpty || !request.policies.isEmpty else {
            throw AttestError("", nobody)
        }
        var roots = try keys()
        if let certificates = try certificates() { roots.append(certificates) }
        return roots + (try policies())
    }

    /// Each key is a trust root of its own, named after its file.
    private func keys() throws(AttestError) -> [TrustRoot] {
        var roots: [TrustRoot] = []
        for file in request.keys {
            let key = try parsed(file) { bytes throws(KeyError) in try PublicKey.parse(pem: bytes) }
            roots.append(TrustRoot(name: file, keys: [key], digest: key.digest))
        }
        return roots
    }

    private func certificates() throws(AttestError) -> TrustRoot? {
        guard !request.certificateRoots.isEmpty else {
            guard request.identities.isEmpty else { throw AttestError("--identity", identityAlone) }
            return nil
        }
        guard !request.identities.isEmpty else { throw AttestError("--certificate-roots", noIdentity) }
        var roots: [Certificate] = []
        for file in request.certificateRoots {
            roots += try parsed(file) { bytes throws(KeyError) in try Certificate.parse(pem: bytes) }
        }
        let authority = CertificateAuthority(roots: roots, identities: request.identities)
        return TrustRoot(name: request.certificateRoots.joined(separator: ", "), certificates: [authority], digest: "")
    }

    private func policies() throws(AttestError) -> [TrustRoot] {
        guard !request.policies.isEmpty else {
            guard request.trustRoot == nil else { throw AttestError("--trust-root", trustRootAlone) }
            return []
        }
        let lint = PolicyDirectory.lint(request.policies)
        let roots = lint.trustRoots
        if roots.isEmpty, let error = lint.errors.first { throw AttestError("--policy", error.description) }
        guard let name = request.trustRoot else {
            guard !roots.isEmpty else { throw AttestError("--policy", noTrustRoots) }
            return try believing(roots)
        }
        guard let root = roots.first(where: { $0.name == name }) else {
            throw AttestError("--trust-root", unknownRoot(name, roots.map(\.name)))
        }
        return try believing([root])
    }

    /// With the keys that they name in transit engines.
    private func believing(_ roots: [PolicyTrustRoot]) throws(AttestError) -> [TrustRoot] {
        let (keys, troubles) = TransitKeyring().keys(of: roots)
        var resolved: [TrustRoot] = []
        for root in roots {
            guard let root = root.believing(keys) else {
                throw AttestError("--policy", troubles.first?.description ?? noTrustRoots)
            }
            resolved.append(root.root)
        }
        return resolved
    }

    private func parsed<Value>(
        _ file: String, _ parse: ([UInt8]) throws(KeyError) -> Value
    ) throws(AttestError) -> Value {
        let bytes = try InputBytes.read(file, limit: 1 << 20)
        do throws(KeyError) {
            return try parse(bytes)
        } catch {
            throw AttestError(file, error.reason)
        }
    }
}

// MARK: - What the user reads

private let nobody =
    "say whose signature counts: --key FILE, --certificate-roots FILE with --identity PATTERN, or --policy DIRECTORY"
private let identityAlone = "an identity means something only with --certificate-roots"
private let noIdentity =
    "say whose certificates count with --identity: everybody whom such a root certifies could have signed"
private let trustRootAlone = "the trust root is looked for in the policies; give --policy, too"
private let noTrustRoots = "the policies hold no TrustRoot"
private func unknownRoot(_ name: String, _ names: [String]) -> String {
    let hint = NearestWord.to(name, in: names).map { "; did you mean \($0)?" } ?? ""
    return "no TrustRoot is called \(quoted(name))\(hint) (\(names.joined(separator: ", ")))"
}
