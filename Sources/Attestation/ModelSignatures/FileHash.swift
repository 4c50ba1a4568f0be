import COpenSSL

/// A hash of model files, as OMS names it.
package enum FileHash: String, Sendable, Hashable, CaseIterable {
    case sha256, blake2b, blake3

    /// Bytes of a digest: model_signing takes BLAKE2b with 64 and BLAKE3 with 32.
    package var byteCount: Int {
        switch self {
        case .sha256, .blake3: 32
        case .blake2b: 64
        }
    }

    /// nil: OpenSSL has no such hash.
    package func hasher() -> ContentHasher? {
        switch self {
        case .sha256: ContentHasher(function: EVP_sha256(), byteCount: byteCount)
        case .blake2b: ContentHasher(function: EVP_blake2b512(), byteCount: byteCount)
        case .blake3: nil
        }
    }
}
