import COpenSSL

extension PublicKey {
    /// Whether `signature` is this key's over content of which only the digest is known. Ed25519 signs content, never
    /// digests: its answer is no.
    package func verify(_ signature: [UInt8], overDigest digest: [UInt8], by scheme: SignatureScheme) -> Bool {
        guard let hash = scheme.hash, digest.count == hash.byteCount, !signature.isEmpty else { return false }
        switch (type, scheme) {
        case (.ecdsa, .ecdsa), (.rsa, .rsaPKCS1), (.rsa, .rsaPSS): break
        default: return false
        }
        guard let context = EVP_PKEY_CTX_new(handle, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_verify_init(context) == 1, scheme.configure(context),
            EVP_PKEY_CTX_set_signature_md(context, hash.function) == 1,
            EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
        else {
            OpenSSLErrors.clear()
            return false
        }
        return true
    }

    /// Reads a PKCS#1 RSAPublicKey, which some lists of logs hold in place of a SubjectPublicKeyInfo.
    static func parse(rsaPublicKey bytes: [UInt8]) throws(KeyError) -> PublicKey {
        let handle = decoded(bytes, { d2i_PublicKey(EVP_PKEY_RSA, nil, $0, $1) }, free: { EVP_PKEY_free($0) })
        guard let handle else { throw KeyError(notRSA) }
        return try PublicKey(owning: handle)
    }
}

// MARK: - What the user reads

private let notRSA = "it is no PKCS#1 RSA public key that OpenSSL can read"
