import KubernetesModel

/// What a Sigstore bundle carries beside a signature so that it can be verified without asking anybody: entries of
/// transparency logs, and timestamps. Nobody has checked them yet.
package struct TransparencyMaterial: Sendable {
    /// The version of the bundle decides what an entry must have.
    package enum BundleVersion: String, Sendable, Hashable, CaseIterable {
        case v0_1 = "application/vnd.dev.sigstore.bundle+json;version=0.1"
        case v0_2 = "application/vnd.dev.sigstore.bundle+json;version=0.2"
        case v0_3 = "application/vnd.dev.sigstore.bundle+json;version=0.3"
        case v0_3New = "application/vnd.dev.sigstore.bundle.v0.3+json"

        /// Before 0.2 the promise of a log was enough (protobuf-specs, sigstore_bundle.proto).
        var needsInclusionProof: Bool { self != .v0_1 }
        var allowsChain: Bool { self == .v0_1 || self == .v0_2 }
    }

    package var version: BundleVersion
    package var entries: [LogEntry]
    /// RFC 3161 responses, DER.
    package var timestamps: [[UInt8]]
    /// Whether the certificate came as a chain (`x509CertificateChain`).
    package var hasChain: Bool
}

/// One entry of a transparency log as a bundle carries it (protobuf-specs, sigstore_rekor.proto).
package struct LogEntry: Sendable, Hashable {
    package struct InclusionProof: Sendable, Hashable {
        package var index: UInt64
        package var treeSize: UInt64
        package var rootHash: [UInt8]
        package var hashes: [[UInt8]]
        package var checkpoint: String?
    }

    package var index: UInt64
    package var logID: [UInt8]
    package var kind: String
    package var version: String
    /// Seconds since 1970; nil where there is none, as in Rekor v2.
    package var integratedTime: UInt64?
    /// The log's signature under its promise to include the entry (SET).
    package var promise: [UInt8]?
    package var proof: InclusionProof?
    /// The entry itself, as the log hashed it.
    package var body: [UInt8]
}
