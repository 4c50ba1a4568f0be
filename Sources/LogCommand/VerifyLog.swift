import Attestation
import DecisionLog
import KubernetesModel

/// Verifies a log, or a file that was exported from one.
package struct VerifyLog: Sendable {
    package var place: LogPlace
    /// Public keys, of which one must have signed each checkpoint.
    package var keys: [PublicKey] = []
    /// Whether entries were left out of the export on purpose.
    package var isPartial = false

    package init(_ place: LogPlace) { self.place = place }

    package func run(progress: (Int64) -> Void = { _ in }) throws(LogFailure) -> LogVerdict {
        if let file = place.exportedFile {
            return try LogVerifier.verify(export: file, keys: keys, isPartial: isPartial, progress: progress)
        }
        guard !isPartial else { throw LogFailure(.settings, partialStore) }
        return try LogVerifier.verify(try place.openReading(), keys: keys, progress: progress)
    }

    /// Reads a public key (PEM).
    package static func key(_ file: String, _ bytes: [UInt8]) throws(LogFailure) -> PublicKey {
        do throws(KeyError) {
            return try PublicKey.parse(pem: bytes)
        } catch {
            throw LogFailure(.settings, "--key \(printable(file)): \(error.reason)")
        }
    }
}

// MARK: - What the user reads

private let partialStore =
    "--partial is about files that `audit export` wrote with filters; a database is verified whole"
