import KubernetesModel

/// Reads a Sigstore bundle, v0.1 to v0.3, that holds a DSSE envelope (protobuf-specs, sigstore_bundle.proto).
///
/// Transparency log entries and timestamps are not looked at: what is believed is the key, or the certificate chain.
struct BundleReader {
    let limits: EnvelopeLimits

    static let mediaTypes: Set<String> = [
        "application/vnd.dev.sigstore.bundle+json;version=0.1",
        "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle+json;version=0.3",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
    ]

    func envelope(_ root: Node, bytes: [UInt8]) throws(Rejection) -> Envelope {
        guard let mediaType = root["mediaType"]?.string else { throw malformed("mediaType", "text") }
        guard Self.mediaTypes.contains(mediaType) else { throw Rejection(.json, .invalid, unknownVersion(mediaType)) }
        guard isUnset(root["messageSignature"]) else { throw Rejection(.json, .invalid, messageSignature) }
        guard let content = root["dsseEnvelope"], content.isObject else { throw malformed("dsseEnvelope", "object") }
        let material = try material(root["verificationMaterial"])
        let reader = DSSEReader(limits: limits, carrier: .sigstoreBundle, material: material)
        let envelope = try reader.envelope(content, bytes: bytes)
        guard let signature = envelope.signatures.first, envelope.signatures.count == 1 else {
            throw Rejection(.json, .invalid, severalSignatures(envelope.signatures.count))
        }
        if case .keyHint(let hint) = material, !hint.isEmpty, !signature.keyID.isEmpty, hint != signature.keyID {
            throw Rejection(.json, .invalid, twoHints)
        }
        return envelope
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

private let messageSignature =
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
