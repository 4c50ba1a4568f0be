/// How a signature was computed.
package enum SignatureScheme: Sendable, Hashable {
    case ecdsa(HashAlgorithm)
    case ed25519
    case rsaPKCS1(HashAlgorithm)
    case rsaPSS(HashAlgorithm, mask: HashAlgorithm, salt: SaltLength)

    package enum SaltLength: Sendable, Hashable {
        case any
        case exactly(Int)
    }

    var hash: HashAlgorithm? {
        switch self {
        case .ecdsa(let hash), .rsaPKCS1(let hash), .rsaPSS(let hash, _, _): hash
        case .ed25519: nil
        }
    }

    /// As people write it: `ECDSA with SHA-256`.
    package var name: String {
        switch self {
        case .ecdsa(let hash): "ECDSA with \(hash.name)"
        case .ed25519: "Ed25519"
        case .rsaPKCS1(let hash): "RSA PKCS#1 v1.5 with \(hash.name)"
        case .rsaPSS(let hash, _, _): "RSA PSS with \(hash.name)"
        }
    }
}

extension HashAlgorithm {
    package var name: String {
        switch self {
        case .sha256: "SHA-256"
        case .sha384: "SHA-384"
        case .sha512: "SHA-512"
        }
    }
}
