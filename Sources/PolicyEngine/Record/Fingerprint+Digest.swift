import Attestation
import ModelReferences

extension Fingerprint {
    /// SHA-256 of all that it says, in hex: two objects with the same one serve the same thing in the same way.
    package var digest: String {
        let shares = shares.sorted { $0.key < $1.key }.flatMap { [$0.key, String($0.value)] }
        return ContentDigest.sha256(texts: Array(parts) + shares).hex
    }
}
