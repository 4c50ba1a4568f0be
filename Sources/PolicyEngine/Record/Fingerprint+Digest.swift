import Attestation
import ModelReferences

extension Fingerprint {
    /// SHA-256 of all that it says, in hex: two objects with the same one serve the same thing in the same way.
    package var digest: String {
        var bytes: [UInt8] = []
        for part in parts { Self.append(part, to: &bytes) }
        for (path, share) in shares.sorted(by: { $0.key < $1.key }) {
            Self.append(path, to: &bytes)
            Self.append(String(share), to: &bytes)
        }
        return ContentDigest.sha256(bytes).hex
    }

    /// With its length in front, so that no two lists read alike.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes += String(text.utf8.count).utf8
        bytes.append(UInt8(ascii: ":"))
        bytes += text.utf8
    }
}
