import COpenSSL

extension PublicKey {
    /// The way in which this key signed `message`; nil where it did not. Tries the ways of its type.
    package func scheme(ofSignature signature: [UInt8], over message: [UInt8]) -> SignatureScheme? {
        scheme(ofSignature: signature, over: SignedMessage(message))
    }

    func scheme(ofSignature signature: [UInt8], over message: SignedMessage) -> SignatureScheme? {
        type.schemes.first { verify(signature, over: message, by: $0) }
    }

    /// Whether `signature` is this key's over `message`, computed in exactly this way.
    package func verify(_ signature: [UInt8], over message: [UInt8], by scheme: SignatureScheme) -> Bool {
        verify(signature, over: SignedMessage(message), by: scheme)
    }

    /// ECDSA: DER, and where that fails r and s one after the other, each as long as the field (DSSE's own example and
    /// Google's attestations).
    private func verify(_ signature: [UInt8], over message: SignedMessage, by scheme: SignatureScheme) -> Bool {
        guard !signature.isEmpty else { return false }
        switch (type, scheme) {
        case (.ecdsa(let curve), .ecdsa(let hash)):
            let digest = message.digest(hash)
            if check(signature, digest: digest, by: scheme) { return true }
            guard let encoded = RawSignature.der(signature, curve: curve) else { return false }
            return check(encoded, digest: digest, by: scheme)
        case (.rsa, .rsaPKCS1(let hash)), (.rsa, .rsaPSS(let hash, _, _)):
            return check(signature, digest: message.digest(hash), by: scheme)
        case (.ed25519, .ed25519): return check(signature, message: message.bytes)
        default: return false
        }
    }

    /// OpenSSL's own verification of a digest. For ECDSA it takes strict DER alone: it encodes what it read again and
    /// compares (crypto/ec/ecdsa_ossl.c), and refuses r and s outside [1, n-1].
    func check(_ signature: [UInt8], digest: [UInt8], by scheme: SignatureScheme) -> Bool {
        guard let hash = scheme.hash, let context = EVP_PKEY_CTX_new(handle, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_verify_init(context) == 1, EVP_PKEY_CTX_set_signature_md(context, hash.function) == 1,
            scheme.configure(context),
            EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
        else {
            OpenSSLErrors.clear()
            return false
        }
        return true
    }

    /// Ed25519 takes the message itself.
    private func check(_ signature: [UInt8], message: [UInt8]) -> Bool {
        guard signature.count == 64, let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, handle) == 1,
            EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        else {
            OpenSSLErrors.clear()
            return false
        }
        return true
    }
}

extension SignatureScheme {
    /// Tells an operation of OpenSSL about the padding. `isSigning`: a salt of any length is then as long as the digest.
    func configure(_ context: OpaquePointer, isSigning: Bool = false) -> Bool {
        switch self {
        case .ecdsa, .ed25519: return true
        case .rsaPKCS1: return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        case .rsaPSS(_, let mask, let salt):
            guard let length = salt.openSSLValue(isSigning: isSigning) else { return false }
            return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask.function) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, length) == 1
        }
    }
}

extension SignatureScheme.SaltLength {
    fileprivate func openSSLValue(isSigning: Bool) -> Int32? {
        switch self {
        case .any: isSigning ? RSA_PSS_SALTLEN_DIGEST : RSA_PSS_SALTLEN_AUTO
        case .exactly(let length): length >= 0 ? Int32(exactly: length) : nil
        }
    }
}

/// ECDSA signatures without ASN.1: r and s one after the other (IEEE P1363).
private enum RawSignature {
    static func der(_ bytes: [UInt8], curve: KeyType.Curve) -> [UInt8]? {
        let half = curve.fieldBytes
        guard bytes.count == 2 * half else { return nil }
        let r = bytes.withUnsafeBufferPointer { BN_bin2bn($0.baseAddress, Int32(half), nil) }
        let s = bytes.withUnsafeBufferPointer { BN_bin2bn($0.baseAddress.map { $0 + half }, Int32(half), nil) }
        guard let r, let s, let signature = ECDSA_SIG_new() else {
            BN_free(r)
            BN_free(s)
            return nil
        }
        defer { ECDSA_SIG_free(signature) }
        guard ECDSA_SIG_set0(signature, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            return nil
        }
        return encoded { i2d_ECDSA_SIG(signature, $0) }
    }
}
