import Attestation
import KubernetesModel

extension Digest {
    /// Reads `sha256:HEX` and its like: lower-case hex of the right length, nothing else.
    package init?(parsing text: some StringProtocol) {
        let parts = String(text).utf8.split(
            separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(parts[0]), let hex = String(parts[1]),
            let algorithm = Algorithm(rawValue: name), algorithm.isHex(hex)
        else { return nil }
        self.init(algorithm, hex: hex)
    }
}
