import Logging
import NIOConcurrencyHelpers
import NIOSSL

/// The certificate that new connections are served with, replaced when its files change.
///
/// Old connections keep the one they began with. A pair that cannot be used never replaces one that can.
package final class ServerCertificate: Sendable {
    private struct State {
        var loaded: LoadedCertificate
        var bytes: CertificateBytes
        var loadedAt: Int
        var generation = 1
        var error: CertificateError?
        var warnings = CertificateWarnings()
    }

    private let files: CertificateFiles
    private let state: NIOLockedValueBox<State>

    /// Loads the files.
    ///
    /// - Parameter now: seconds since 1970.
    package init(_ files: CertificateFiles, now: Int) throws(CertificateError) {
        self.files = files
        let bytes = try CertificateBytes(files)
        state = NIOLockedValueBox(
            State(loaded: try LoadedCertificate(bytes, files: files, now: now), bytes: bytes, loadedAt: now))
    }

    var context: NIOSSLContext { state.withLockedValue { $0.loaded.context } }

    /// When each certificate ends, in seconds since 1970.
    var expiry: [CertificateRole: Int] { terms.mapValues(\.end) }
    var terms: [CertificateRole: CertificateTerm] { state.withLockedValue { $0.loaded.terms } }
    /// Why `--tls-ca` did not sign it; nil where it did, or none is given.
    var foreign: String? { state.withLockedValue { $0.loaded.foreign } }
    var isCAGiven: Bool { files.ca != nil }

    package var status: ReloadStatus {
        state.withLockedValue { state in
            ReloadStatus(
                name: "certificate", isLoaded: true, loadedAt: Double(state.loadedAt),
                error: state.error?.description, generation: state.generation)
        }
    }

    /// Reads the files again, and takes what is new in them.
    ///
    /// The content is compared and not its time: a Secret that is mounted changes by a swapped symbolic link, and other
    /// tools write in place.
    package func reload(now: Int, log: Logger) {
        let before = state.withLockedValue { $0.error }
        do {
            let bytes = try CertificateBytes(files)
            guard state.withLockedValue({ $0.bytes != bytes }) else { return state.withLockedValue { $0.error = nil } }
            let loaded = try LoadedCertificate(bytes, files: files, now: now)
            state.withLockedValue { state in
                state = State(
                    loaded: loaded, bytes: bytes, loadedAt: now, generation: state.generation + 1,
                    warnings: state.warnings)
            }
            log.notice("the certificate was reloaded", metadata: ["certificate": "\(files.certificate)"])
        } catch {
            state.withLockedValue { $0.error = error }
            // Once, and not at every poll.
            guard error != before else { return }
            log.error("the certificate was not reloaded; the old one stays", metadata: ["error": "\(error)"])
        }
    }
    /// Says in the log what ends soon; once a day.
    package func warn(now: Int, log: Logger) {
        let lines = state.withLockedValue { state in
            state.warnings.lines(state.loaded.terms, foreign: state.loaded.foreign, at: now)
        }
        for line in lines {
            log.log(
                level: line.level, "\(line.message)",
                metadata: ["certificate": "\(line.certificate)", "detail": "\(line.detail)"])
        }
    }
}
