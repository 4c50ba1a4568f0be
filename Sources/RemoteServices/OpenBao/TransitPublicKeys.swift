import Attestation
import KubernetesModel

/// The public keys of one key of a transit engine.
package struct TransitPublicKeys: Sendable {
    /// By version, those that the engine still verifies with.
    package var versions: [Int: PublicKey]
    package var latest: Int

    package var newest: PublicKey? { versions[latest] }

    /// - Parameter data: the `data` of an answer to GET MOUNT/keys/NAME.
    init(_ data: Node, named name: String) throws(ServiceFailure) {
        if data["soft_deleted"]?.bool == true { throw ServiceFailure(.notFound, deleted(name)) }
        guard let latest = data["latest_version"]?.int, let keys = data["keys"], keys.isObject else {
            throw ServiceFailure(.malformed, noKeys(name))
        }
        // Transit's API, "Trim key" and "Configure keys": older versions are neither decrypted nor verified with.
        let oldest = data["min_decryption_version"]?.int ?? 1
        self.latest = latest
        versions = [:]
        for member in keys.members {
            guard let version = Int(member.key), version >= oldest, version <= latest else { continue }
            guard let text = member.value["public_key"]?.nonEmptyString else {
                throw ServiceFailure(.malformed, cannotSign(name))
            }
            versions[version] = try Self.key(text, named: name)
        }
        guard newest != nil else { throw ServiceFailure(.malformed, noKeys(name)) }
    }

    /// PEM; for Ed25519 the 32 bytes alone, in base64.
    private static func key(_ text: String, named name: String) throws(ServiceFailure) -> PublicKey {
        do throws(KeyError) {
            if let raw = StrictBase64.decode(text), raw.count == 32 {
                return try PublicKey.parse(keyInfo: ed25519Prefix + raw)
            }
            return try PublicKey.parse(pem: Array(text.utf8))
        } catch {
            throw ServiceFailure(.malformed, unusable(name))
        }
    }

    /// RFC 8410, section 4: a SubjectPublicKeyInfo of Ed25519, up to its key.
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
}

// What an operator reads.

private func deleted(_ name: String) -> String { "the key \(quoted(name, limit: 80)) is deleted" }
private func noKeys(_ name: String) -> String {
    "what is said of the key \(quoted(name, limit: 80)) holds no public key of its latest version"
}
private func cannotSign(_ name: String) -> String {
    "the key \(quoted(name, limit: 80)) is of a type that does not sign, or derives its keys"
}
private func unusable(_ name: String) -> String {
    "the key \(quoted(name, limit: 80)) is none that signatures can be checked with: expected ecdsa-p256, ecdsa-p384, ecdsa-p521, "
        + "ed25519, rsa-2048, rsa-3072 or rsa-4096"
}
