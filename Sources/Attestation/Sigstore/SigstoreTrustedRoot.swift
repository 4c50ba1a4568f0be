import FoundationEssentials
import KubernetesModel

/// Whom an instance of Sigstore consists of: what `trusted_root.json` says (protobuf-specs, sigstore_trustroot.proto).
package struct SigstoreTrustedRoot: Sendable {
    /// A certificate authority, or a timestamp authority.
    package struct Authority: Sendable {
        /// The trust anchor last; what it issued before it.
        package var certificates: [Certificate]
        package var validity: ValidityPeriod
    }

    /// A transparency log, or a certificate transparency log.
    package struct Log: Sendable {
        package var keyID: [UInt8]
        /// By what the log's signature under a checkpoint is found: its first four bytes.
        package var checkpointKeyID: [UInt8]
        package var baseURL: String
        package var key: PublicKey
        package var scheme: SignatureScheme
        package var validity: ValidityPeriod

        func signed(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
            key.verify(signature, over: message, by: scheme)
        }
    }

    package var certificateAuthorities: [Authority]
    package var timestampAuthorities: [Authority]
    package var transparencyLogs: [Log]
    package var certificateLogs: [Log]
    /// `sha256` of the file.
    package var digest: Digest

    /// From when on nothing new can be verified by it, since its last certificate authority, transparency log or
    /// certificate log has ended: a newer one is needed. nil: no such time is known.
    package var expiry: Date? {
        let ends: [Date?] = [
            last(certificateAuthorities.map(end)), last(transparencyLogs.map(\.validity.end)),
            last(certificateLogs.map(\.validity.end)),
        ]
        return ends.compactMap { $0 }.min()
    }

    /// The last of these ends; nil where one is open, or there is none.
    private func last(_ ends: [Date?]) -> Date? { ends.contains { $0 == nil } ? nil : ends.compactMap { $0 }.max() }

    private func end(_ authority: Authority) -> Date? {
        let certificates = authority.certificates.map { $0.validity?.upperBound ?? .distantPast }
        return (certificates + [authority.validity.end].compactMap { $0 }).min()
    }
}
