import KubernetesModel

/// What a signature of a bundle is over.
package enum SignedContent: Sendable {
    case artifact(ArtifactDigests)
    case envelope(Envelope)
}

/// A file, by its digests; its bytes where they are at hand.
package struct ArtifactDigests: Sendable {
    package var digests: [HashAlgorithm: [UInt8]]
    /// Ed25519 signs bytes, no digest.
    package var content: [UInt8]?

    package init(digests: [HashAlgorithm: [UInt8]], content: [UInt8]? = nil) {
        self.digests = digests
        self.content = content
    }

    package init(content: [UInt8]) {
        digests = [:]
        for algorithm in HashAlgorithm.allCases { digests[algorithm] = algorithm.digest(content) }
        self.content = content
    }
}

extension SignedContent {
    /// Whether `key` made `signature` over this.
    package func isSigned(_ signature: [UInt8], by key: PublicKey) -> Bool {
        switch self {
        case .envelope(let envelope): key.scheme(ofSignature: signature, over: envelope.signedBytes) != nil
        case .artifact(let artifact): key.type.schemes.contains { artifact.isSigned(signature, by: key, $0) }
        }
    }
}

extension ArtifactDigests {
    fileprivate func isSigned(_ signature: [UInt8], by key: PublicKey, _ scheme: SignatureScheme) -> Bool {
        guard let hash = scheme.hash else {
            return content.map { key.verify(signature, over: $0, by: scheme) } ?? false
        }
        return digests[hash].map { key.verify(signature, overDigest: $0, by: scheme) } ?? false
    }
}

/// Whose signature it is: the certificate, or the key, that came with it or was given.
enum SignatureOwner: Sendable {
    case certificate(Certificate)
    case key(PublicKey)

    /// Whether `pem` holds exactly this.
    func isWritten(inPEM pem: [UInt8]) -> Bool {
        guard let blocks = try? PEM.blocks(pem), blocks.count == 1, let block = blocks.first else { return false }
        switch (self, block.label) {
        case (.certificate(let certificate), "CERTIFICATE"): return block.bytes == certificate.bytes
        case (.key(let key), "PUBLIC KEY"): return block.bytes == key.keyInfo
        default: return false
        }
    }

    /// Whether a verifier of Rekor v2 (protobuf-specs, rekor/v2/verifier.proto) is exactly this.
    func isWritten(inVerifier node: Node?) -> Bool {
        let certificate = node?[path: "x509Certificate", "rawBytes"]
        let publicKey = node?[path: "publicKey", "rawBytes"]
        switch self {
        case .certificate(let own): return publicKey == nil && ProtobufJSON.bytes(certificate) == own.bytes
        case .key(let own): return certificate == nil && ProtobufJSON.bytes(publicKey) == own.keyInfo
        }
    }
}
