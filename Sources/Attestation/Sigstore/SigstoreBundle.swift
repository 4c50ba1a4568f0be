import KubernetesModel

/// A Sigstore bundle, v0.1 to v0.3: a signature under a file or a statement, and what shows who made it, and when.
package struct SigstoreBundle: Sendable {
    package enum Content: Sendable {
        /// A signature under a file that is elsewhere.
        case message(MessageSignature)
        case envelope(Envelope)
    }

    package struct MessageSignature: Sendable, Hashable {
        /// The file's digest as the bundle says it: a hint that nobody vouches for.
        package var algorithm: HashAlgorithm
        package var digest: [UInt8]
        package var signature: [UInt8]
    }

    package let content: Content
    package let material: Envelope.Material
    package let transparency: TransparencyMaterial

    /// The signature itself, as logs and timestamps refer to it.
    package var signature: [UInt8] {
        switch content {
        case .message(let message): message.signature
        case .envelope(let envelope): envelope.signatures.first?.bytes ?? []
        }
    }

    package static func parse(
        _ bytes: [UInt8], limits: EnvelopeLimits = .standard
    ) throws(Rejection) -> SigstoreBundle {
        guard bytes.count <= limits.bytes else { throw Rejection(.size, .invalid, tooLarge(limits.bytes)) }
        let root = try StrictJSON.object(bytes, limits: limits, step: .json)
        return try BundleReader(limits: limits).bundle(root, bytes: bytes)
    }
}

extension HashAlgorithm {
    /// As Sigstore's formats name it (protobuf-specs, sigstore_common.proto: HashAlgorithm).
    init?(sigstoreName name: String) {
        switch name {
        case "SHA2_256": self = .sha256
        case "SHA2_384": self = .sha384
        case "SHA2_512": self = .sha512
        default: return nil
        }
    }

    /// The digest of `bytes`.
    package func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = ContentHasher(self)
        hasher.update(bytes)
        return hasher.finishBytes()
    }
}

// MARK: - What the user reads

private func tooLarge(_ limit: Int) -> String { "it is larger than the limit of \(limit >> 20) MiB" }
