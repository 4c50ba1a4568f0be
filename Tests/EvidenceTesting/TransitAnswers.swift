import Attestation
import KubernetesModel

/// What a transit engine says of a key (OpenBao 2.7.2, GET transit/keys/NAME), as far as it matters.
package enum TransitAnswers {
    package static func keys(
        _ versions: [Int: PublicKey], latest: Int? = nil, oldest: Int = 1, extra: String = ""
    ) -> String {
        let members = versions.sorted { $0.key < $1.key }.map { version, key in
            #""\#(version)": {"name": "x", "public_key": \#(json(written(key)))}"#
        }
        return """
            {"data": {"keys": {\(members.joined(separator: ", "))}, "latest_version": \(latest ?? versions.keys.max() ?? 0),
            "min_decryption_version": \(oldest), "supports_signing": true, "type": "x"\(extra)}}
            """
    }

    package static func signature(_ bytes: [UInt8], version: Int = 1) -> String {
        #"{"data": {"signature": "vault:v\#(version):\#(StrictBase64.encode(bytes))"}}"#
    }

    /// Ed25519 keys are given as their bytes.
    private static func written(_ key: PublicKey) -> String {
        key.type == .ed25519 ? StrictBase64.encode(Array(key.keyInfo.suffix(32))) : key.pem
    }

    private static func json(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }
}
