extension PublicKey {
    /// Whether `signature` is this key's over content of which only the digest is known. Ed25519 signs content, never
    /// digests: its answer is no. ECDSA: DER alone.
    package func verify(_ signature: [UInt8], overDigest digest: [UInt8], by scheme: SignatureScheme) -> Bool {
        guard let hash = scheme.hash, digest.count == hash.byteCount, !signature.isEmpty else { return false }
        switch (type, scheme) {
        case (.ecdsa, .ecdsa), (.rsa, .rsaPKCS1), (.rsa, .rsaPSS):
            return check(signature, digest: digest, by: scheme)
        default: return false
        }
    }
}
