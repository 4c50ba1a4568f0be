import Attestation
import KubernetesModel

extension Digest {
    /// Reads a digest as registries write it (image spec, "Digests"): `sha256:` or `sha512:` and lower-case hex.
    package init?(oci text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let hex = String(text[text.utf8.index(after: colon)...])
        let algorithm: Algorithm
        switch text[..<colon] {
        case "sha256": algorithm = .sha256
        case "sha512": algorithm = .sha512
        default: return nil
        }
        guard algorithm.isHex(hex) else { return nil }
        self.init(algorithm, hex: hex)
    }

    /// Whether `bytes` are what this digest names.
    package func names(_ bytes: [UInt8]) -> Bool {
        switch algorithm {
        case .sha256: ContentDigest.digest(.sha256, bytes) == self
        case .sha384: ContentDigest.digest(.sha384, bytes) == self
        case .sha512: ContentDigest.digest(.sha512, bytes) == self
        case .gitCommit: false
        }
    }

    /// The tag under which registries without the referrers API keep what refers to this digest (distribution spec,
    /// "Referrers Tag Schema"): at most 32 characters of the algorithm and 64 of the hex.
    package var referrersTag: String { "\(algorithm.rawValue.prefix(32))-\(hex.prefix(64))" }
}
