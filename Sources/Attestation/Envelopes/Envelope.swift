import KubernetesModel

/// A signed payload as it was carried here (DSSE 1.0.2): a claim, and signatures that nobody has checked yet.
package struct Envelope: Sendable {
    /// `application/vnd.in-toto+json`
    package static let inTotoPayloadType = "application/vnd.in-toto+json"

    package enum Carrier: String, Sendable, Hashable {
        case dsse = "DSSE envelope"
        case sigstoreBundle = "Sigstore bundle"
    }

    /// What was put beside the signature for checking it.
    package enum Material: Sendable {
        case none
        /// A name for a key.
        case keyHint(String)
        /// The leaf first.
        case certificates([Certificate])
    }

    package struct Signature: Sendable, Hashable {
        /// A hint that nobody vouches for; empty where there is none.
        package var keyID: String
        package var bytes: [UInt8]
    }

    package let carrier: Carrier
    /// `sha256` of the carrier's bytes.
    package let digest: Digest
    package let payloadType: String
    /// Decoded once: what is verified is what is parsed.
    package let payload: [UInt8]
    package let signatures: [Signature]
    package let material: Material
    package let limits: EnvelopeLimits
    /// Log entries and timestamps of a Sigstore bundle, or why they cannot be read; nil where the carrier has none.
    package var transparency: Result<TransparencyMaterial, Rejection>?

    /// What the signatures are over.
    package var signedBytes: [UInt8] { Self.preAuthenticationEncoding(payload, type: payloadType) }

    /// DSSE's PAE: `DSSEv1 SP LEN(type) SP type SP LEN(body) SP body` (protocol.md).
    package static func preAuthenticationEncoding(_ body: [UInt8], type: String) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(body.count) ".utf8) + body
    }

    /// What the payload says it is about, believed by nobody: for finding it. What cannot be read claims nothing.
    package func claims() -> (predicateType: String?, subjects: [ResourceDescriptor]) {
        guard payloadType == Self.inTotoPayloadType, let statement = try? Statement.parse(payload, limits: limits)
        else { return (nil, []) }
        return (statement.predicateType, statement.subjects)
    }
}

extension Envelope {
    /// Reads a DSSE envelope or a Sigstore bundle: steps 1 to 3 of verification. Nothing is believed yet.
    package static func parse(
        _ bytes: [UInt8], limits: EnvelopeLimits = .standard
    ) throws(Rejection) -> Envelope {
        guard bytes.count <= limits.bytes else { throw Rejection(.size, .invalid, tooLarge(limits.bytes)) }
        let root = try StrictJSON.object(bytes, limits: limits, step: .json)
        let isBundle = root["dsseEnvelope"] != nil || root["messageSignature"] != nil
        let isEnvelope = root["payload"] != nil || root["signatures"] != nil
        switch (isEnvelope, isBundle) {
        case (true, false): return try DSSEReader(limits: limits).envelope(root, bytes: bytes)
        case (false, true): return try BundleReader(limits: limits).envelope(root, bytes: bytes)
        case (true, true): throw Rejection(.json, .invalid, twoThings)
        case (false, false): throw Rejection(.json, .invalid, neither)
        }
    }
}

// MARK: - What the user reads

private let twoThings = "it is a DSSE envelope and a Sigstore bundle at once"
private let neither =
    "it is neither a DSSE envelope (payload, payloadType, signatures) nor a Sigstore bundle (mediaType, dsseEnvelope)"
private func tooLarge(_ limit: Int) -> String { "it is larger than the limit of \(limit >> 20) MiB" }
