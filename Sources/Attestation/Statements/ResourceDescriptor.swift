import KubernetesModel

/// An artifact as in-toto describes it (in-toto Attestation Framework, spec/v1/resource_descriptor.md): a model, a
/// dataset, a source tree.
package struct ResourceDescriptor: Sendable, Hashable {
    package var name: String?
    package var uri: String?
    /// Every algorithm that was given, known or not, with its value as written: `sha256` -> hex.
    package var digests: [String: String]
    /// `annotations.kind` and `annotations.version`, by which Pedigree's formats say what a dataset's version is.
    package var annotations: [String: String]

    package init(
        name: String? = nil, uri: String? = nil, digests: [String: String] = [:], annotations: [String: String] = [:]
    ) {
        self.name = name
        self.uri = uri
        self.digests = digests
        self.annotations = annotations
    }

    /// The digest of this algorithm, where it is well formed: lower-case hex of the right length. Upper-case hex is
    /// refused, since in-toto's digests are compared as text.
    package func digest(_ algorithm: Digest.Algorithm) -> Digest? {
        guard let hex = digests[algorithm.rawValue], algorithm.isHex(hex) else { return nil }
        return Digest(algorithm, hex: hex)
    }

    /// The strong digests that are given and well formed. `sha1` is none, and `gitCommit` addresses a tree, not bytes.
    package var strongDigests: [Digest] {
        [Digest.Algorithm.sha256, .sha384, .sha512].compactMap(digest)
    }
}

extension Digest.Algorithm {
    /// Whether `hex` is a value of this algorithm: lower-case, and of its length.
    package func isHex(_ hex: String) -> Bool {
        let lengths: [Int] =
            switch self {
            case .sha256: [64]
            case .sha384: [96]
            case .sha512: [128]
            case .gitCommit: [40, 64]
            }
        return lengths.contains(hex.utf8.count)
            && hex.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
