import Attestation
import KubernetesModel

/// Makes a trust root of its document, whose fields the schema has found right, and of the files that it names.
struct TrustRootReader {
    private(set) var problems: [PolicyProblem] = []
    private let document: PolicyDocument
    /// What decides whom the trust root believes.
    private var fingerprint: [UInt8] = []

    init(_ document: PolicyDocument) { self.document = document }

    /// nil where a key or certificate could not be read; `problems` say which.
    mutating func read(name: String, _ spec: Node, _ origin: PolicyOrigin) -> PolicyTrustRoot? {
        let keys = spec["keys"]?.elements.filter { $0["transit"] == nil }.compactMap { key($0) } ?? []
        let transitKeys =
            spec["keys"]?.elements.compactMap { $0["transit"].flatMap { TransitKey($0, document) } } ?? []
        let authorities = spec["certificates"]?.elements.compactMap { authority($0) } ?? []
        let sigstore = spec["sigstore"].flatMap { keyless($0) }
        let predicateTypes = Set(spec.texts("predicateTypes"))
        guard problems.isEmpty else { return nil }
        for text in [name] + predicateTypes.sorted() { add(Array(text.utf8)) }
        let root = TrustRoot(
            name: name, keys: keys, certificates: authorities, sigstore: sigstore, predicateTypes: predicateTypes,
            digest: ContentDigest.sha256(fingerprint).description)
        let labels = document.root["metadata"]?["labels"]
        return PolicyTrustRoot(
            root: root, transitKeys: transitKeys, namespaces: spec.texts("namespaces").map(Glob.init),
            isDemo: labels?[PolicyTrustRoot.demoLabel]?.isString("true") ?? false, origin: origin)
    }

    private mutating func key(_ node: Node) -> PublicKey? {
        guard let (place, bytes) = contents(of: node, written: "publicKey", file: "publicKeyFile") else { return nil }
        do {
            let key = try PublicKey.parse(pem: bytes)
            add(Array(key.digest.utf8))
            return key
        } catch {
            return fail(place, badKey(error.reason))
        }
    }

    private mutating func authority(_ node: Node) -> CertificateAuthority? {
        guard let roots = certificates(node, written: "roots", file: "rootsFile") else { return nil }
        let hasIntermediates = node["intermediates"] != nil || node["intermediatesFile"] != nil
        let intermediates =
            hasIntermediates ? certificates(node, written: "intermediates", file: "intermediatesFile") : []
        guard let intermediates else { return nil }
        let identities = node.texts("identities")
        for identity in identities { add(Array(identity.utf8)) }
        return CertificateAuthority(roots: roots, intermediates: intermediates, identities: identities)
    }

    private mutating func keyless(_ node: Node) -> KeylessTrust? {
        guard let file = node["trustedRootFile"], let (place, bytes) = contents(of: file) else { return nil }
        let trustedRoot: SigstoreTrustedRoot
        do throws(TrustedRootError) {
            trustedRoot = try SigstoreTrustedRoot.parse(bytes)
        } catch {
            return fail(place, badTrustedRoot(error.reason))
        }
        add(bytes)
        let identities = node["identities"]?.elements.compactMap { identity -> KeylessTrust.Identity? in
            guard let issuer = identity["issuer"]?.string, let subject = identity["subject"]?.string else { return nil }
            return KeylessTrust.Identity(issuer: issuer, subject: subject)
        }
        for identity in identities ?? [] {
            add(Array("sigstore".utf8))
            add(Array(identity.issuer.utf8))
            add(Array(identity.subject.utf8))
        }
        return KeylessTrust(trustedRoot: trustedRoot, identities: identities ?? [])
    }

    private mutating func certificates(_ node: Node, written: String, file: String) -> [Certificate]? {
        guard let (place, bytes) = contents(of: node, written: written, file: file) else { return nil }
        do {
            let certificates = try Certificate.parse(pem: bytes)
            guard !certificates.isEmpty else { return fail(place, noCertificate) }
            add(bytes)
            return certificates
        } catch {
            return fail(place, badCertificate(error.reason))
        }
    }

    /// What a field holds, or the file that another names; with the place to blame.
    private mutating func contents(of node: Node, written: String, file: String) -> (Node, [UInt8])? {
        if let field = node[written], let text = field.string { return (field, Array(text.utf8)) }
        guard let field = node[file] else { return nil }
        return contents(of: field)
    }

    /// What the file holds that a field names.
    private mutating func contents(of field: Node) -> (Node, [UInt8])? {
        guard let path = field.string else { return nil }
        switch document.files[path] {
        case .contents(let bytes): return (field, bytes)
        case .unreadable(let reason): return fail(field, unreadable(document.resolved(path), reason))
        case nil: return fail(field, unreadable(document.resolved(path), notRead))
        }
    }

    /// Each part with its length in front, so that no two lists of parts are the same bytes.
    private mutating func add(_ part: [UInt8]) {
        fingerprint += Array("\(part.count):".utf8) + part
    }

    private mutating func fail<Value>(_ node: Node, _ message: String) -> Value? {
        problems.append(PolicyProblem(.error, file: document.file, position: node.position, message: message))
        return nil
    }
}

// What a policy's author reads.

private let notRead = "nothing was read for it"
private let noCertificate = "there is no certificate in it, expected -----BEGIN CERTIFICATE-----"

private func unreadable(_ path: String, _ reason: String) -> String {
    "\(quoted(path)) cannot be read: \(printable(reason))"
}

private func badTrustedRoot(_ reason: String) -> String {
    "it is no trusted root of Sigstore that can be used: \(printable(reason, limit: 300)); expected a trusted_root.json, "
        + "such as cosign and sigstore-python keep"
}

private func badKey(_ reason: String) -> String {
    "it is no public key that signatures can be checked with: \(printable(reason, limit: 300)); expected PEM "
        + "(-----BEGIN PUBLIC KEY-----) of ECDSA P-256, P-384 or P-521, Ed25519, or RSA of 2048 bits or more"
}

private func badCertificate(_ reason: String) -> String {
    "it is no certificate: \(printable(reason, limit: 300)); expected PEM (-----BEGIN CERTIFICATE-----)"
}
