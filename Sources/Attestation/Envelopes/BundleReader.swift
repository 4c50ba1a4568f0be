import KubernetesModel

/// Reads a Sigstore bundle, v0.1 to v0.3 (protobuf-specs, sigstore_bundle.proto).
struct BundleReader {
    let limits: EnvelopeLimits

    /// A bundle whose every part is well formed.
    func bundle(_ root: Node, bytes: [UInt8]) throws(Rejection) -> SigstoreBundle {
        guard let message = root["messageSignature"], !message.isNull else {
            let envelope = try envelope(root, bytes: bytes)
            guard let transparency = envelope.transparency else { throw malformed("verificationMaterial", "object") }
            return SigstoreBundle(
                content: .envelope(envelope), material: envelope.material, transparency: try transparency.get())
        }
        guard isUnset(root["dsseEnvelope"]) else { throw Rejection(.json, .invalid, twoContents) }
        let version = try version(root)
        let material = try material(root["verificationMaterial"])
        return SigstoreBundle(
            content: .message(try messageSignature(message)), material: material,
            transparency: try transparency(root, version).get())
    }

    /// A bundle that holds a DSSE envelope. Log entries and timestamps that are malformed matter only to those who would
    /// believe them.
    func envelope(_ root: Node, bytes: [UInt8]) throws(Rejection) -> Envelope {
        let version = try version(root)
        guard isUnset(root["messageSignature"]) else { throw Rejection(.json, .invalid, isMessageSignature) }
        guard let content = root["dsseEnvelope"], content.isObject else { throw malformed("dsseEnvelope", "object") }
        let material = try material(root["verificationMaterial"])
        let reader = DSSEReader(limits: limits, carrier: .sigstoreBundle, material: material)
        var envelope = try reader.envelope(content, bytes: bytes)
        envelope.transparency = transparency(root, version)
        guard let signature = envelope.signatures.first, envelope.signatures.count == 1 else {
            throw Rejection(.json, .invalid, severalSignatures(envelope.signatures.count))
        }
        if case .keyHint(let hint) = material, !hint.isEmpty, !signature.keyID.isEmpty, hint != signature.keyID {
            throw Rejection(.json, .invalid, twoHints)
        }
        return envelope
    }

    private func version(_ root: Node) throws(Rejection) -> TransparencyMaterial.BundleVersion {
        guard let mediaType = root["mediaType"]?.string else { throw malformed("mediaType", "text") }
        guard let version = TransparencyMaterial.BundleVersion(rawValue: mediaType) else {
            throw Rejection(.json, .invalid, unknownVersion(mediaType))
        }
        return version
    }

    private func transparency(
        _ root: Node, _ version: TransparencyMaterial.BundleVersion
    ) -> Result<TransparencyMaterial, Rejection> {
        do throws(Rejection) {
            guard let node = root["verificationMaterial"] else { throw malformed("verificationMaterial", "object") }
            return .success(try TransparencyReader(version: version).material(node))
        } catch {
            return .failure(error)
        }
    }

    private func messageSignature(_ node: Node) throws(Rejection) -> SigstoreBundle.MessageSignature {
        guard let name = node[path: "messageDigest", "algorithm"]?.string,
            let algorithm = HashAlgorithm(sigstoreName: name)
        else { throw malformed("messageSignature.messageDigest.algorithm", "SHA2_256, SHA2_384 or SHA2_512") }
        guard let digest = ProtobufJSON.bytes(node[path: "messageDigest", "digest"]),
            digest.count == algorithm.byteCount
        else { throw malformed("messageSignature.messageDigest.digest", "base64 of a digest of its algorithm") }
        guard let signature = ProtobufJSON.bytes(node["signature"]), !signature.isEmpty else {
            throw Rejection(.base64, .invalid, noSignature)
        }
        return SigstoreBundle.MessageSignature(algorithm: algorithm, digest: digest, signature: signature)
    }

    private func material(_ node: Node?) throws(Rejection) -> Envelope.Material {
        guard let node, node.isObject else { throw malformed("verificationMaterial", "object") }
        let kinds: [String] = ["publicKey", "certificate", "x509CertificateChain"]
        let given = kinds.filter { !isUnset(node[$0]) }
        guard let name = given.first, given.count == 1, let value = node[name], value.isObject else {
            throw Rejection(.json, .invalid, given.count > 1 ? severalMaterials : noMaterial)
        }
        switch name {
        case "publicKey": return .keyHint(value["hint"]?.string ?? "")
        case "certificate": return .certificates([try certificate(value)])
        default:
            guard let list = value["certificates"], list.isArray, list.count > 0 else {
                throw Rejection(.json, .invalid, emptyChain)
            }
            guard list.count <= limits.certificates else {
                throw Rejection(.size, .invalid, longChain(list.count, limits.certificates))
            }
            var chain: [Certificate] = []
            for element in list.elements { chain.append(try certificate(element)) }
            return .certificates(chain)
        }
    }

    private func certificate(_ node: Node) throws(Rejection) -> Certificate {
        guard let text = node["rawBytes"], text.kind == .string else {
            throw malformed("verificationMaterial…rawBytes", "text")
        }
        guard let bytes = text.withUTF8({ StrictBase64.decode($0, padding: .optional) }) ?? nil else {
            throw Rejection(.base64, .invalid, certificateNotBase64)
        }
        do throws(KeyError) {
            return try Certificate.parse(der: bytes)
        } catch {
            throw Rejection(.json, .invalid, badCertificate(error))
        }
    }

    /// null is unset to protocol buffers.
    private func isUnset(_ node: Node?) -> Bool { node.map(\.isNull) ?? true }
}

// MARK: - What the user reads

private let twoContents = "the bundle holds a messageSignature and a dsseEnvelope; it must be one of them"
private let noSignature = "messageSignature.signature is missing, empty or not strict base64"
private let isMessageSignature =
    "the bundle signs a file (messageSignature), not a statement; evidence is a statement in a DSSE envelope"
private let twoHints = "the bundle's publicKey.hint and the signature's keyid name different keys"
private let severalMaterials =
    "verificationMaterial holds more than one of publicKey, certificate, x509CertificateChain"
private let noMaterial = "verificationMaterial holds no publicKey, certificate or x509CertificateChain"
private let emptyChain = "the bundle's certificate chain is empty"
private let certificateNotBase64 = "a certificate of the bundle is not strict base64"
private func badCertificate(_ error: KeyError) -> String { "a certificate of the bundle: \(error.reason)" }
private func unknownVersion(_ type: String) -> String {
    "the bundle's mediaType \(quoted(type, limit: 100)) is none of v0.1, v0.2 and v0.3"
}
private func severalSignatures(_ count: Int) -> String {
    "the bundle's DSSE envelope has \(count) signatures; in a bundle it has exactly one"
}
private func longChain(_ count: Int, _ limit: Int) -> String {
    "the bundle has \(count) certificates; at most \(limit) are looked at"
}
