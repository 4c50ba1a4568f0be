import COpenSSL
import KubernetesModel

/// The kinds of keys of logs (protobuf-specs, sigstore_common.proto: PublicKeyDetails). Those that are not named here,
/// Ed25519ph and what will come after, sign nothing that can be verified here.
enum KeyDetails: String, CaseIterable {
    case ecdsaP256 = "PKIX_ECDSA_P256_SHA_256"
    case ecdsaP384 = "PKIX_ECDSA_P384_SHA_384"
    case ecdsaP521 = "PKIX_ECDSA_P521_SHA_512"
    case ed25519 = "PKIX_ED25519"
    case rsa2048 = "PKIX_RSA_PKCS1V15_2048_SHA256"
    case rsa3072 = "PKIX_RSA_PKCS1V15_3072_SHA256"
    case rsa4096 = "PKIX_RSA_PKCS1V15_4096_SHA256"
    /// Deprecated, and what Sigstore's own roots still hold for their first certificate log: the key is PKCS#1.
    case rsa = "PKCS1_RSA_PKCS1V5"
    case rsaKeyInfo = "PKIX_RSA_PKCS1V5"

    var scheme: SignatureScheme {
        switch self {
        case .ecdsaP256: .ecdsa(.sha256)
        case .ecdsaP384: .ecdsa(.sha384)
        case .ecdsaP521: .ecdsa(.sha512)
        case .ed25519: .ed25519
        case .rsa2048, .rsa3072, .rsa4096, .rsa, .rsaKeyInfo: .rsaPKCS1(.sha256)
        }
    }

    func key(_ bytes: [UInt8]) throws(KeyError) -> PublicKey {
        let key = self == .rsa ? try PublicKey.parse(rsaPublicKey: bytes) : try PublicKey.parse(keyInfo: bytes)
        guard isKind(of: key.type) else { throw KeyError(otherKind(self, key.type)) }
        return key
    }

    private func isKind(of type: KeyType) -> Bool {
        switch self {
        case .ecdsaP256: type == .ecdsa(.p256)
        case .ecdsaP384: type == .ecdsa(.p384)
        case .ecdsaP521: type == .ecdsa(.p521)
        case .ed25519: type == .ed25519
        case .rsa2048: type == .rsa(bits: 2048)
        case .rsa3072: type == .rsa(bits: 3072)
        case .rsa4096: type == .rsa(bits: 4096)
        case .rsa, .rsaKeyInfo:
            switch type {
            case .rsa: true
            case .ecdsa, .ed25519: false
            }
        }
    }
}

extension PublicKey {
    /// Reads a PKCS#1 RSAPublicKey.
    fileprivate static func parse(rsaPublicKey bytes: [UInt8]) throws(KeyError) -> PublicKey {
        let handle = decoded(bytes, { d2i_PublicKey(EVP_PKEY_RSA, nil, $0, $1) }, free: { EVP_PKEY_free($0) })
        guard let handle else { throw KeyError(notRSA) }
        return try PublicKey(owning: handle)
    }
}

// MARK: - What the user reads

private let notRSA = "it is no PKCS#1 RSA public key that OpenSSL can read"
private func otherKind(_ details: KeyDetails, _ type: KeyType) -> String {
    "keyDetails says \(details.rawValue), and the key is \(type.name)"
}
