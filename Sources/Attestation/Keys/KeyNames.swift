/// What producers of signatures call a key in `keyid` and `hint`: nothing that anybody vouches for.
package struct KeyNames: Sendable, Hashable {
    /// The name that securesystemslib computes, and that Pedigree writes.
    package let keyID: String
    private let all: Set<String>

    init(keyInfo: [UInt8], type: KeyType) {
        let pem = PEM.encode("PUBLIC KEY", keyInfo)
        let digest = ContentDigest.sha256(keyInfo).hex
        let identifiers = Self.schemes(of: type).map { Self.identifier($0, keyInfo: keyInfo, pem: pem) }
        keyID = identifiers.first ?? digest
        all = Set(identifiers).union([
            digest, "sha256:\(digest)", "SHA256:\(digest)",
            // OMS: SHA-256 of the PEM text (model_signing/_signing/sign_ec_key.py).
            ContentDigest.sha256(Array(pem.utf8)).hex,
            // cosign's bundles: base64 of the SHA-256 of the DER.
            ContentDigest.bytes(hex: digest).map(StrictBase64.encode) ?? digest,
        ])
    }

    package func contains(_ name: String) -> Bool { all.contains(name) }

    /// securesystemslib's name of the type and of the ways to sign with it, the usual one first (signer/_key.py).
    private static func schemes(of type: KeyType) -> [(type: String, scheme: String)] {
        switch type {
        case .ecdsa(.p256): [("ecdsa", "ecdsa-sha2-nistp256")]
        case .ecdsa(.p384): [("ecdsa", "ecdsa-sha2-nistp384")]
        case .ecdsa(.p521): [("ecdsa", "ecdsa-sha2-nistp521")]
        case .ed25519: [("ed25519", "ed25519")]
        case .rsa:
            ["rsassa-pss", "rsa-pkcs1v15"].flatMap { padding in
                ["sha256", "sha384", "sha512"].map { ("rsa", "\(padding)-\($0)") }
            }
        }
    }

    /// SHA-256 of `{keytype, keyval, scheme}` in canonical JSON (securesystemslib, signer/_utils.py).
    private static func identifier(_ kind: (type: String, scheme: String), keyInfo: [UInt8], pem: String) -> String {
        let value = kind.type == "ed25519" ? ContentDigest.hex(keyInfo.suffix(32)) : pem
        let text = #"{"keytype":"\#(kind.type)","keyval":{"public":"\#(value)"},"scheme":"\#(kind.scheme)"}"#
        return ContentDigest.sha256(Array(text.utf8)).hex
    }
}
