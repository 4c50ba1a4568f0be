import COpenSSL
import KubernetesModel

/// A private key that attestations are signed with.
package final class PrivateKey: @unchecked Sendable {
    // SAFETY: an EVP_PKEY is never changed after it was made, and OpenSSL 3 lets threads share one for reading.
    private let handle: OpaquePointer
    package let publicKey: PublicKey

    /// The keys that can be made here.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case ecdsaP256 = "ecdsa-p256"
        case ecdsaP384 = "ecdsa-p384"
        case ecdsaP521 = "ecdsa-p521"
        case ed25519
        case rsa3072 = "rsa-3072"
        case rsa4096 = "rsa-4096"
    }

    /// Takes over one reference of `handle`.
    private init(owning handle: OpaquePointer) throws(KeyError) {
        do throws(KeyError) {
            guard let bytes = encoded({ i2d_PUBKEY(handle, $0) }) else { throw KeyError(OpenSSLErrors.drain()) }
            publicKey = try PublicKey.parse(keyInfo: bytes)
        } catch {
            EVP_PKEY_free(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { EVP_PKEY_free(handle) }

    /// A new key, from OpenSSL's random numbers.
    package static func generate(_ kind: Kind) throws(KeyError) -> PrivateKey {
        let handle: OpaquePointer? =
            switch kind {
            case .ecdsaP256: pedigree_generate_ec("P-256")
            case .ecdsaP384: pedigree_generate_ec("P-384")
            case .ecdsaP521: pedigree_generate_ec("P-521")
            case .ed25519: pedigree_generate_ed25519()
            case .rsa3072: pedigree_generate_rsa(3072)
            case .rsa4096: pedigree_generate_rsa(4096)
            }
        guard let handle else { throw KeyError(OpenSSLErrors.drain()) }
        return try PrivateKey(owning: handle)
    }

    /// Reads PEM: PKCS#8, encrypted or not, and the older forms that OpenSSL writes (`EC PRIVATE KEY`).
    package static func parse(pem: [UInt8], password: String? = nil) throws(KeyError) -> PrivateKey {
        guard pem.count <= PEM.longest else { throw KeyError(tooLarge) }
        let text = String(decoding: pem, as: UTF8.self)
        guard !text.contains("SIGSTORE PRIVATE KEY"), !text.contains("COSIGN PRIVATE KEY") else {
            throw KeyError(cosignKey)
        }
        let isEncrypted =
            text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")
        if isEncrypted, password == nil { throw KeyError(passwordNeeded) }
        let handle = pem.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(truncatingIfNeeded: bytes.count)) else {
                return nil
            }
            defer { BIO_free(bio) }
            return pedigree_read_private_key(bio, password ?? "")
        }
        guard let handle else {
            let reason = OpenSSLErrors.drain()
            throw KeyError(isEncrypted ? wrongPassword(reason) : unreadable(text, reason))
        }
        return try PrivateKey(owning: handle)
    }

    /// PEM, PKCS#8; with a password encrypted by PBKDF2 and AES-256.
    package func pem(password: String? = nil) throws(KeyError) -> [UInt8] {
        let bytes = written { bio in
            guard let password else {
                return PEM_write_bio_PKCS8PrivateKey(bio, handle, nil, nil, 0, nil, nil) == 1
            }
            return encrypted(password, to: bio)
        }
        guard let bytes else { throw KeyError(OpenSSLErrors.drain()) }
        return bytes
    }

    /// OpenSSL's own rounds are 2048, which a stolen file does not withstand; 600,000 are OWASP's for HMAC-SHA-256.
    private func encrypted(_ password: String, to bio: OpaquePointer) -> Bool {
        let characters = Array(password.utf8CString.dropLast())
        guard let plain = EVP_PKEY2PKCS8(handle) else { return false }
        defer { PKCS8_PRIV_KEY_INFO_free(plain) }
        guard let count = Int32(exactly: characters.count),
            let sealed = PKCS8_encrypt(-1, EVP_aes_256_cbc(), characters, count, nil, 0, 600_000, plain)
        else { return false }
        defer { X509_SIG_free(sealed) }
        return PEM_write_bio_PKCS8(bio, sealed) == 1
    }

    /// Signs as the key's type is usually used: ECDSA with the curve's hash (DER), Ed25519, RSA PSS with SHA-256.
    package func sign(_ message: [UInt8]) throws(KeyError) -> [UInt8] {
        guard let scheme = publicKey.type.schemes.first else { throw KeyError(notAKey) }
        return try sign(message, by: scheme)
    }

    package func sign(_ message: [UInt8], by scheme: SignatureScheme) throws(KeyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw KeyError(OpenSSLErrors.drain()) }
        defer { EVP_MD_CTX_free(context) }
        var keyContext: OpaquePointer?
        var length = 0
        guard EVP_DigestSignInit(context, &keyContext, scheme.hash?.function, nil, handle) == 1,
            let keyContext, scheme.configure(keyContext, isSigning: true),
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw KeyError(OpenSSLErrors.drain()) }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw KeyError(OpenSSLErrors.drain())
        }
        return Array(signature.prefix(length))
    }
}

// MARK: - What the user reads

private let tooLarge = "it is larger than 1 MiB, which no key is"
private let notAKey = "it holds no private key"
private let passwordNeeded = "the key is encrypted, and no password was given"
private let cosignKey =
    "it is a key of cosign's own format; make one with pedigree keygen, or give cosign yours with cosign import-key-pair"
private func wrongPassword(_ reason: String) -> String { "the password does not open the key (\(reason))" }
private func unreadable(_ text: String, _ reason: String) -> String {
    text.contains("-----BEGIN PUBLIC KEY-----")
        ? "it holds a public key; signing needs the private one" : "\(notAKey) (\(reason))"
}
