import KubernetesModel

/// What a log entry says was logged, compared with what is at hand: the digest, the signature AND the key, or else a
/// genuine entry about something else would vouch for this (CVE-2022-36056, CVE-2026-22703).
struct EntryBody {
    let entry: LogEntry
    let content: SignedContent
    let signature: [UInt8]
    let owner: SignatureOwner

    /// Which log software writes such entries.
    static func isRekor2(_ entry: LogEntry) -> Bool {
        entry.version == "0.0.2" && (entry.kind == "hashedrekord" || entry.kind == "dsse")
    }

    func check() throws(Rejection) {
        let root: Node
        do throws(Rejection) {
            root = try StrictJSON.object(entry.body, limits: .standard, step: .json)
        } catch {
            throw Rejection(.signature, .invalid, noBody(error.reason))
        }
        guard root["kind"]?.isString(entry.kind) == true, root["apiVersion"]?.isString(entry.version) == true,
            let spec = root["spec"], spec.isObject
        else { throw Rejection(.signature, .invalid, otherKind(entry)) }
        let isSame: Bool
        switch (entry.kind, entry.version) {
        case ("hashedrekord", "0.0.1"): isSame = hashedRekord(spec)
        case ("hashedrekord", "0.0.2"): isSame = hashedRekordV2(spec["hashedRekordV002"])
        case ("dsse", "0.0.1"): isSame = dsse(spec)
        case ("dsse", "0.0.2"): isSame = dsseV2(spec["dsseV002"])
        case ("intoto", "0.0.2"): isSame = inToto(spec["content"])
        default: throw Rejection(.signature, .invalid, unknownKind(entry))
        }
        guard isSame else { throw Rejection(.signature, .invalid, otherContent) }
    }

    // MARK: Rekor v1 (sigstore/rekor, pkg/types)

    private func hashedRekord(_ spec: Node) -> Bool {
        guard case .artifact(let artifact) = content, let hash = spec[path: "data", "hash"],
            let digest = hexDigest(hash), artifact.digests[digest.algorithm] == digest.bytes
        else { return false }
        let logged = spec["signature"]
        return ProtobufJSON.bytes(logged?["content"]) == signature
            && isOwner(logged?[path: "publicKey", "content"])
    }

    /// The digest of the envelope's JSON as it was handed in cannot be had again; that of its payload can.
    private func dsse(_ spec: Node) -> Bool {
        guard case .envelope(let envelope) = content, let logged = only(spec["signatures"]) else { return false }
        return isPayload(spec["payloadHash"], of: envelope) && ProtobufJSON.bytes(logged["signature"]) == signature
            && isOwner(logged["verifier"])
    }

    /// Rekor wrote the text of the envelope's base64 in base64 again.
    private func inToto(_ node: Node?) -> Bool {
        guard case .envelope(let envelope) = content, let node, let logged = only(node[path: "envelope", "signatures"]),
            node[path: "envelope", "payloadType"]?.isString(envelope.payloadType) == true
        else { return false }
        let inner = ProtobufJSON.bytes(logged["sig"]).flatMap { text in
            text.withUnsafeBytes { StrictBase64.decode($0, padding: .optional) }
        }
        return isPayload(node["payloadHash"], of: envelope) && inner == signature && isOwner(logged["publicKey"])
    }

    private func isPayload(_ node: Node?, of envelope: Envelope) -> Bool {
        guard let node, let digest = hexDigest(node) else { return false }
        return digest.algorithm.digest(envelope.payload) == digest.bytes
    }

    private func hexDigest(_ node: Node) -> (algorithm: HashAlgorithm, bytes: [UInt8])? {
        guard let algorithm = node["algorithm"]?.string.flatMap(HashAlgorithm.init(rawValue:)),
            let bytes = node["value"]?.string.flatMap({ ContentDigest.bytes(hex: $0) }),
            bytes.count == algorithm.byteCount
        else { return nil }
        return (algorithm, bytes)
    }

    private func isOwner(_ pem: Node?) -> Bool { ProtobufJSON.bytes(pem).map(owner.isWritten(inPEM:)) ?? false }

    // MARK: Rekor v2 (protobuf-specs, rekor/v2)

    /// For an envelope the digest is that of its pre-authentication encoding: what the signature is over.
    private func hashedRekordV2(_ node: Node?) -> Bool {
        guard let digest = digestV2(node?["data"]), isSignedV2(node?["signature"]) else { return false }
        switch content {
        case .artifact(let artifact): return artifact.digests[digest.algorithm] == digest.bytes
        case .envelope(let envelope): return digest.algorithm.digest(envelope.signedBytes) == digest.bytes
        }
    }

    private func dsseV2(_ node: Node?) -> Bool {
        guard case .envelope(let envelope) = content, let digest = digestV2(node?["payloadHash"]) else { return false }
        return digest.algorithm.digest(envelope.payload) == digest.bytes && isSignedV2(only(node?["signatures"]))
    }

    private func isSignedV2(_ node: Node?) -> Bool {
        ProtobufJSON.bytes(node?["content"]) == signature && owner.isWritten(inVerifier: node?["verifier"])
    }

    private func digestV2(_ node: Node?) -> (algorithm: HashAlgorithm, bytes: [UInt8])? {
        guard let algorithm = node?["algorithm"]?.string.flatMap(HashAlgorithm.init(sigstoreName:)),
            let bytes = ProtobufJSON.bytes(node?["digest"]), bytes.count == algorithm.byteCount
        else { return nil }
        return (algorithm, bytes)
    }

    /// The one element of a list; nil where there are more.
    private func only(_ node: Node?) -> Node? {
        guard let node, node.isArray, node.count == 1 else { return nil }
        return node.elements.first { _ in true }
    }
}

// MARK: - What the user reads

private let otherContent =
    "a log entry is about something else: its digest, its signature or its key is not that of the bundle"
private func noBody(_ reason: String) -> String { "the body of a log entry: \(reason)" }
private func otherKind(_ entry: LogEntry) -> String {
    "the body of a log entry is not the \(printable(entry.kind, limit: 40)) \(printable(entry.version, limit: 20)) that the bundle says it is"
}
private func unknownKind(_ entry: LogEntry) -> String {
    "log entries of kind \(quoted(entry.kind, limit: 40)) \(printable(entry.version, limit: 20)) are not known here (hashedrekord, dsse, intoto 0.0.2)"
}
