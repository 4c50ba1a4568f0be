import Logging
import NIOCore

/// What `pedigree serve` was told.
package struct ServeOptions: Sendable {
    package var policies: [String]
    /// Of this program, for `/metrics`.
    package var version = ""
    package var certificate: CertificateFiles
    package var listen = ListenAddress(host: "0.0.0.0", port: 8443)
    package var healthListen = ListenAddress(host: "0.0.0.0", port: 8080)
    package var limits = ServerLimits()
    package var logFormat = LogFormat.text
    package var logLevel = Logger.Level.info
    /// Bytes of decisions that are remembered for who asks the same again; 0: none.
    package var memoSize = 16 << 20
    /// Between being told to end and refusing connections. A Service goes on sending them for a moment.
    package var shutdownDelay = TimeAmount.zero
    /// For what is in flight when the server is told to end. Kubernetes kills a pod 30 s after telling it.
    package var grace = TimeAmount.seconds(25)
    /// Whether trust roots whose private keys everybody has may vouch.
    package var allowsDemoTrustRoots = false
    /// A directory that keeps evidence of sources on the network; nil: none.
    package var evidenceCache: String?
    /// What is kept, and which cluster is watched.
    package var record = RecordOptions()
    /// Between two looks at the certificate's files.
    package var certificateInterval = Duration.seconds(5)

    package init(policies: [String], certificate: CertificateFiles) {
        self.policies = policies
        self.certificate = certificate
    }
}

/// Why the server could not start, in words for whoever started it.
package struct ServeError: Error, Sendable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
