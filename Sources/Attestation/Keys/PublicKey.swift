import COpenSSL
import KubernetesModel

/// A public key that signatures are checked with: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2048 bits or more.
package final class PublicKey: @unchecked Sendable {
    // SAFETY: an EVP_PKEY is never changed after it was made, and OpenSSL 3 lets threads share one for reading.
    let handle: OpaquePointer
    package let type: KeyType
    /// The SubjectPublicKeyInfo, DER: the only one that this key has.
    package let keyInfo: [UInt8]
    /// `sha256` of the SubjectPublicKeyInfo (DER), in hex: the key's name wherever keys are compared.
    package let digest: String
    /// The names by which producers of signatures call this key. They order, and they explain; they decide nothing.
    package let names: KeyNames

    /// Takes over one reference of `handle`.
    init(owning handle: OpaquePointer) throws(KeyError) {
        do throws(KeyError) {
            type = try KeyCheck.type(of: handle)
            keyInfo = try KeyCheck.keyInfo(of: handle, type: type)
        } catch {
            EVP_PKEY_free(handle)
            throw error
        }
        self.handle = handle
        digest = ContentDigest.sha256(keyInfo).hex
        names = KeyNames(keyInfo: keyInfo, type: type)
    }

    deinit { EVP_PKEY_free(handle) }

    /// Reads a file with one `PUBLIC KEY` block.
    package static func parse(pem: [UInt8]) throws(KeyError) -> PublicKey {
        let blocks = try PEM.blocks(pem)
        guard let block = blocks.first, block.label == "PUBLIC KEY" else {
            throw KeyError(wrongLabel(blocks.first?.label ?? ""))
        }
        guard blocks.count == 1 else { throw KeyError(severalBlocks) }
        return try parse(keyInfo: block.bytes)
    }

    /// Reads a SubjectPublicKeyInfo. Of the forms that one key can be written in, only one is taken: two forms would be
    /// two digests, and one signer would count twice.
    package static func parse(keyInfo bytes: [UInt8]) throws(KeyError) -> PublicKey {
        guard let handle = decoded(bytes, { d2i_PUBKEY(nil, $0, $1) }, free: { EVP_PKEY_free($0) }) else {
            throw KeyError(notAKey)
        }
        let key = try PublicKey(owning: handle)
        guard key.keyInfo == bytes else { throw KeyError(notCanonical) }
        return key
    }

    /// PEM, as `openssl pkey -pubout` writes it.
    package var pem: String { PEM.encode("PUBLIC KEY", keyInfo) }
}

// MARK: - What the user reads

private let notAKey = "the PUBLIC KEY block is no SubjectPublicKeyInfo that OpenSSL can read"
private let notCanonical =
    "the key is not in its usual DER form (named curve, uncompressed point); rewrite it with openssl pkey -pubin -pubout"
private let severalBlocks = "it holds more than one block; give every key a file of its own"

private func wrongLabel(_ label: String) -> String {
    switch label {
    case "CERTIFICATE", "TRUSTED CERTIFICATE":
        "it holds a certificate, not a public key; name it under certificates, or extract its key with openssl x509 -pubkey"
    case "RSA PUBLIC KEY": "it holds a PKCS#1 key; rewrite it with openssl rsa -RSAPublicKey_in -pubout"
    case let label where label.hasSuffix("PRIVATE KEY"):
        "it holds a private key, which has no place among the keys that are trusted; extract the public one with openssl pkey -pubout"
    default: "it holds \(quoted(label, limit: 40)), not a PUBLIC KEY"
    }
}
