import ArgumentParser
import KubernetesModel
import Logging
import NIOCore
import PolicyEngine
import WebhookServer

struct ServeSubcommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer a cluster's AdmissionReviews: the validating webhook.",
        discussion: """
            Serves POST /validate over TLS (1.2 or newer; HTTP/2 and HTTP/1.1), and on a second, plain port /healthz, \
            /readyz (with ?verbose) and /metrics (Prometheus). It asks the cluster nothing, but for --cluster. Evidence on the network is \
            fetched in the background; a review that misses some asks once more, within the time that its caller gives.

            Policies, trust roots, evidence and certificates are read again when their files change. Policies take \
            over only together with the evidence that they ask for. What cannot be used never replaces what \
            can: the old set goes on deciding, and the log, the metrics and /readyz?verbose say so. An object that \
            cannot be judged is answered with allowed: false and code 503, never let in.

            On SIGTERM /readyz fails, and after --shutdown-delay it stops accepting, answers what is in flight, and \
            exits 0; a second signal ends it at once.

            EXAMPLES
              pedigree serve --policy policies/ --tls-cert tls.crt --tls-key tls.key
              pedigree serve --policy /etc/pedigree --tls-cert /tls/tls.crt --tls-key /tls/tls.key \\
                  --tls-ca /tls/ca.crt --log-format json      in a pod, with a Secret of cert-manager
              curl -s localhost:8080/readyz?verbose           what is loaded, and what was refused

            EXIT STATUS
              0  ended as asked
              1  ended, but requests were cut off, or decisions not written, when --shutdown-grace was over
              2  could not start: wrong usage, unreadable policies or certificate, an address in use
            """)

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A directory of policies; may be given several times.", valueName: "dir"),
        completion: .directory)
    var policies: [String]

    @Option(
        help: ArgumentHelp("The server's certificate chain, PEM, its own first.", valueName: "file"),
        completion: .file())
    var tlsCert: String

    @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "file"), completion: .file())
    var tlsKey: String

    @Option(
        help: ArgumentHelp(
            "The CA of the certificate, PEM, as API servers know it (caBundle): its expiry is watched, and whether it "
                + "signed the certificate.",
            valueName: "file"), completion: .file())
    var tlsCa: String?

    @Option(
        help: ArgumentHelp(
            "Demand a client certificate that this CA signed. An API server sends one when its admission configuration "
                + "names it (kubeConfigFile).", valueName: "file"), completion: .file())
    var clientCa: String?

    @Flag(
        help: ArgumentHelp(
            "Believe trust roots that are made for demonstrations, whose private keys everybody has. Never where it "
                + "guards something."))
    var allowDemoTrustRoot = false

    @Option(help: ArgumentHelp("Where the webhook listens.", valueName: "address:port"))
    var listen = "0.0.0.0:8443"

    @Option(help: ArgumentHelp("Where health and metrics listen, without TLS.", valueName: "address:port"))
    var healthListen = "0.0.0.0:8080"

    @Option(help: ArgumentHelp("Bytes of the largest review. Two objects of 3 MiB fit into 8 MiB.", valueName: "bytes"))
    var maxBody = ServerLimits().body

    @Option(
        help: ArgumentHelp(
            "Bytes of all reviews that are held at once; more are answered as undecided.", valueName: "bytes"))
    var maxBodies = ServerLimits().bodiesInFlight

    @Option(help: ArgumentHelp("Reviews in flight; more are answered as undecided.", valueName: "number"))
    var maxReviews = ServerLimits().reviews

    @Option(
        help: ArgumentHelp(
            "Bytes of decisions remembered for whoever asks the same again; 0 decides everything anew.",
            valueName: "bytes"))
    var memoSize = 16 << 20

    @Option(
        help: ArgumentHelp(
            "Keeps evidence of sources on the network here, so that a restart during their outage knows what was known.",
            valueName: "dir"), completion: .directory)
    var evidenceCache: String?

    @Option(
        help: ArgumentHelp(
            "Open connections; more are closed. Never so many that file descriptors (ulimit -n) run out.",
            valueName: "number"))
    var maxConnections = ServerLimits().connections

    @Option(help: ArgumentHelp("Time for a TLS handshake.", valueName: "duration"))
    var handshakeTimeout = "5s"

    @Option(help: ArgumentHelp("Time for a request's body to arrive.", valueName: "duration"))
    var bodyTimeout = "10s"

    @Option(help: ArgumentHelp("Time after which an unused connection is closed.", valueName: "duration"))
    var idleTimeout = "3m"

    @Option(
        help: ArgumentHelp(
            "Age at which an HTTP/2 connection is asked to come again, so that it meets the newest certificate and "
                + "another replica.", valueName: "duration"))
    var maxConnectionAge = "30m"

    @Option(
        help: ArgumentHelp(
            "Time after SIGTERM in which connections are still accepted, while /readyz fails: until every node knows.",
            valueName: "duration"))
    var shutdownDelay = "0s"

    @Option(
        help: ArgumentHelp(
            "Time to end in after that: for the answers that are in flight, and for what the log has to write.",
            valueName: "duration"))
    var shutdownGrace = "25s"

    @OptionGroup(title: "Record") var record: ServeRecordOptions

    @Option(
        help: ArgumentHelp("How log lines are written: text or json.", valueName: "format"),
        completion: .list(LogFormat.allCases.map(\.rawValue)))
    var logFormat = "text"

    @Option(
        help: ArgumentHelp(
            "What is logged: debug, info (every decision), notice (denials and changes), warning, error.",
            valueName: "level"))
    var logLevel = "info"

    func run() async throws {
        let isClean: Bool
        do {
            isClean = try await WebhookService.run(try options())
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError(message: "\(error)")
        }
        guard isClean else { throw ExitCode(1) }
    }

    private func options() throws -> ServeOptions {
        guard !policies.isEmpty else { throw UsageError(message: noPolicy) }
        var options = ServeOptions(
            policies: policies,
            certificate: CertificateFiles(certificate: tlsCert, key: tlsKey, ca: tlsCa, clientCA: clientCa))
        options.version = Version.text
        options.allowsDemoTrustRoots = allowDemoTrustRoot
        options.listen = try address("--listen", listen)
        options.healthListen = try address("--health-listen", healthListen)
        options.shutdownDelay = try duration("--shutdown-delay", shutdownDelay, atLeast: .zero)
        options.grace = try duration("--shutdown-grace", shutdownGrace)
        options.limits = try limits()
        guard (0...(1 << 40)).contains(memoSize) else { throw UsageError(message: notASize("--memo-size", memoSize)) }
        options.memoSize = memoSize
        options.evidenceCache = evidenceCache
        options.record = try record.options()
        guard let format = LogFormat(rawValue: logFormat) else {
            throw UsageError(message: unknown("log format", logFormat, among: LogFormat.allCases.map(\.rawValue)))
        }
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw UsageError(message: unknown("log level", logLevel, among: Logger.Level.allCases.map(\.rawValue)))
        }
        options.logFormat = format
        options.logLevel = level
        return options
    }

    private func limits() throws -> ServerLimits {
        var limits = ServerLimits()
        limits.body = try positive("--max-body", maxBody)
        limits.bodiesInFlight = try positive("--max-bodies", maxBodies)
        limits.reviews = try positive("--max-reviews", maxReviews)
        limits.connections = try positive("--max-connections", maxConnections)
        limits.handshake = try duration("--handshake-timeout", handshakeTimeout)
        limits.bodyTime = try duration("--body-timeout", bodyTimeout)
        limits.idle = try duration("--idle-timeout", idleTimeout)
        limits.connectionAge = try duration("--max-connection-age", maxConnectionAge)
        return limits
    }

    private func address(_ option: String, _ text: String) throws -> ListenAddress {
        guard let address = ListenAddress(text) else { throw UsageError(message: notAnAddress(option, text)) }
        return address
    }

    private func duration(
        _ option: String, _ text: String, atLeast shortest: TimeAmount = .nanoseconds(1)
    ) throws -> TimeAmount {
        guard let duration = GoDuration.parse(text), duration >= shortest, duration <= .hours(24 * 365) else {
            throw UsageError(message: notADuration(option, text))
        }
        return duration
    }

    private func positive(_ option: String, _ number: Int) throws -> Int {
        guard (1...(1 << 40)).contains(number) else { throw UsageError(message: notPositive(option, number)) }
        return number
    }
}

private let noPolicy =
    "--policy: a directory of policies is needed; `pedigree policy init policies/` writes a first one"
private func notAnAddress(_ option: String, _ text: String) -> String {
    "\(option): \(quoted(text)) is not ADDRESS:PORT, such as 0.0.0.0:8443 or [::]:8443"
}
private func notADuration(_ option: String, _ text: String) -> String {
    "\(option): \(quoted(text)) is no duration such as 500ms, 10s or 1m30s"
}
private func notASize(_ option: String, _ number: Int) -> String {
    "\(option): \(number) is no number from 0 to 2^40"
}
private func notPositive(_ option: String, _ number: Int) -> String {
    "\(option): \(number) is no number from 1 to 2^40"
}
