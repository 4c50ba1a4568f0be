/// What producers of signatures call a key in `keyid` and `hint`: nothing that anybody vouches for.
package struct KeyNames: Sendable, Hashable {
    /// The name that securesystemslib computes, and that Pedigree writes.
    package let keyID: String
    private let all: Set<String>

    init(keyInfo: [UInt8], type: KeyType) {
        let pem = PEM.encode("PUBLIC KEY", keyInfo)
        let digest = ContentDigest.sha256(keyInfo).hex
        let canonical = Self.canonicalJSON(keyInfo: keyInfo, pem: pem, type: type)
        keyID = ContentDigest.sha256(Array(canonical.utf8)).hex
        all = [
            keyID, digest, "sha256:\(digest)", "SHA256:\(digest)",
            // OMS: SHA-256 of the PEM text (model_signing/_signing/sign_ec_key.py).
            ContentDigest.sha256(Array(pem.utf8)).hex,
            // cosign's bundles: base64 of the SHA-256 of the DER.
            ContentDigest.bytes(hex: digest).map(StrictBase64.encode) ?? digest,
        ]
    }

    package func contains(_ name: String) -> Bool { all.contains(name) }

    /// securesystemslib: SHA-256 of this, `{keytype, keyval, scheme}` in canonical JSON (signer/_utils.py).
    private static func canonicalJSON(keyInfo: [UInt8], pem: String, type: KeyType) -> String {
        let (kind, scheme, value): (String, String, String) =
            switch type {
            case .ecdsa(.p256): ("ecdsa", "ecdsa-sha2-nistp256", pem)
            case .ecdsa(.p384): ("ecdsa", "ecdsa-sha2-nistp384", pem)
            case .ecdsa(.p521): ("ecdsa", "ecdsa-sha2-nistp521", pem)
            case .ed25519: ("ed25519", "ed25519", ContentDigest.hex(keyInfo.suffix(32)))
            case .rsa: ("rsa", "rsassa-pss-sha256", pem)
            }
        return #"{"keytype":"\#(kind)","keyval":{"public":"\#(value)"},"scheme":"\#(scheme)"}"#
    }
}
