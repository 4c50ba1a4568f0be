/// A content address: `sha256:…`, or `gitCommit:…` for what Git or a hub addresses (in-toto DigestSet).
package struct Digest: Sendable, Hashable, CustomStringConvertible {
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case sha256, sha384, sha512, gitCommit
    }

    package let algorithm: Algorithm
    /// Lower-case hex.
    package let hex: String

    package init(_ algorithm: Algorithm, hex: String) {
        self.algorithm = algorithm
        self.hex = hex
    }

    package var description: String { "\(algorithm.rawValue):\(hex)" }
}
