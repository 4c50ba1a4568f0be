import COpenSSL

/// The kinds of keys that signatures are checked with.
package enum KeyType: Sendable, Hashable {
    case ecdsa(Curve)
    case ed25519
    case rsa(bits: Int)

    package enum Curve: Sendable, Hashable, CaseIterable {
        case p256, p384, p521

        /// Bytes of one coordinate, and of one half of a raw signature.
        package var fieldBytes: Int {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            }
        }

        /// The hash that goes with the curve wherever a producer has a choice: Sigstore's PKIX_ECDSA_… algorithms, OMS,
        /// and the schemes of securesystemslib.
        package var hash: HashAlgorithm {
            switch self {
            case .p256: .sha256
            case .p384: .sha384
            case .p521: .sha512
            }
        }

        var groupName: String {
            switch self {
            case .p256: "prime256v1"
            case .p384: "secp384r1"
            case .p521: "secp521r1"
            }
        }

        /// Bytes of a SubjectPublicKeyInfo with this curve by name and an uncompressed point (RFC 5480, section 2).
        var keyInfoBytes: Int {
            switch self {
            case .p256: 91
            case .p384: 120
            case .p521: 158
            }
        }
    }

    /// As people write it: `ECDSA P-256`, `Ed25519`, `RSA 3072`.
    package var name: String {
        switch self {
        case .ecdsa(.p256): "ECDSA P-256"
        case .ecdsa(.p384): "ECDSA P-384"
        case .ecdsa(.p521): "ECDSA P-521"
        case .ed25519: "Ed25519"
        case .rsa(let bits): "RSA \(bits)"
        }
    }

    /// The ways in which a producer may have signed with such a key, the usual one first.
    package var schemes: [SignatureScheme] {
        switch self {
        case .ecdsa(let curve):
            // cosign signs with SHA-256 whatever the curve (sigstore/cosign, `LoadSignerVerifier(…, crypto.SHA256)`).
            curve.hash == .sha256 ? [.ecdsa(.sha256)] : [.ecdsa(curve.hash), .ecdsa(.sha256)]
        case .ed25519: [.ed25519]
        case .rsa:
            // Any length of salt: securesystemslib takes the digest's, Go's crypto/rsa the longest that fits by default;
            // the length is inside what is signed, so leaving it open gives a forger nothing (RFC 8017, section 9.1).
            [HashAlgorithm.sha256, .sha512, .sha384].flatMap {
                [SignatureScheme.rsaPSS($0, mask: $0, salt: .any), .rsaPKCS1($0)]
            }
        }
    }
}
