import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import WebhookServer

/// A running webhook on loopback, with a handler that knows no policy.
final class TestServer: Sendable {
    let certificates: TestCertificates
    let certificate: ServerCertificate
    let metrics: ServerMetrics
    let webhook: WebhookServer
    let group: MultiThreadedEventLoopGroup

    private init(
        certificates: TestCertificates, certificate: ServerCertificate, metrics: ServerMetrics, webhook: WebhookServer,
        group: MultiThreadedEventLoopGroup
    ) {
        self.certificates = certificates
        self.certificate = certificate
        self.metrics = metrics
        self.webhook = webhook
        self.group = group
    }

    var port: Int { webhook.address.port ?? 0 }
    var url: String { "https://127.0.0.1:\(port)" }

    /// Runs `body` with a server, and shuts it down afterwards.
    static func with(
        limits: ServerLimits = .patient, handler: ReviewHandler = .echo, clientCA: Bool = false,
        metrics: ServerMetrics = ServerMetrics(), log: RequestLog = .nobody,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let certificates = try await TestCertificates.make()
        defer { certificates.remove() }
        var files = certificates.files
        if clientCA { files.clientCA = certificates.ca }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let certificate = try ServerCertificate(files, now: Int(Date().timeIntervalSince1970))
        metrics.watch(certificate: certificate)
        let webhook = try await WebhookServer.start(
            host: "127.0.0.1", port: 0, certificate: certificate, handler: handler, limits: limits, metrics: metrics,
            log: log, group: group)
        let server = TestServer(
            certificates: certificates, certificate: certificate, metrics: metrics, webhook: webhook, group: group)
        do {
            try await body(server)
            _ = try await webhook.shutDown(grace: .seconds(2))
            try await group.shutdownGracefully()
        } catch {
            _ = try? await webhook.shutDown(grace: .milliseconds(1))
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// Posts with curl: status and body of the answer.
    func curl(_ arguments: [String], body: [UInt8] = review(), path: String = "/validate") async throws -> Answer {
        let file = certificates.path(UUID().uuidString)
        try Data(body).write(to: URL(filePath: file))
        let done = try await run(
            "curl",
            [
                "-sS", "--max-time", "60", "--cacert", certificates.ca, "-H", "Content-Type: application/json",
                "--data-binary", "@\(file)", "-w", "\n%{http_code} %{http_version}",
            ] + arguments + [url + path])
        guard done.status == 0 else { throw CertificateError("curl \(done.status): \(done.errors)") }
        var lines = done.output.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.removeLast().split(separator: " ")
        return Answer(status: Int(last.first ?? "") ?? 0, body: lines.joined(separator: "\n"))
    }

    /// Posts with curl and compares the status.
    func expect(
        _ status: Int, _ arguments: [String], body: [UInt8] = review(), path: String = "/validate",
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await curl(arguments, body: body, path: path)
        #expect(answer.status == status, sourceLocation: location)
    }
}

/// What came back.
struct Answer: Equatable, Sendable {
    var status: Int
    var body: String
}

/// An AdmissionReview with this uid, of about `size` bytes.
func review(uid: String = "u-1", size: Int = 0) -> [UInt8] {
    let head = #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"\#(uid)","name":""#
    return Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: size) + Array(#""}}"#.utf8)
}

extension ReviewHandler {
    /// The answer of a handler that never waits.
    func answer(_ call: ReviewCall) -> ReviewAnswer {
        guard let answer = review(call, { _ in }) else {
            Issue.record("the answer was to come later")
            return ReviewAnswer(status: 500, body: [])
        }
        return answer
    }

    /// Answers with the uid and the size of what came.
    static let echo = ReviewHandler.immediate { call in
        guard let uid = ReviewUID.find(in: call.body) else { return Refusal.notAReview.answer }
        return ReviewAnswer(body: Array("\(uid) \(call.body.count)".utf8))
    } undecided: { uid, reason in
        ReviewAnswer(body: Array("\(uid) undecided \(reason.rawValue)".utf8))
    }

    /// As `echo`, but every review waits until `gate` is opened.
    static func waiting(for gate: Gate) -> ReviewHandler {
        ReviewHandler.immediate { call in
            gate.pass()
            return echo.answer(call)
        } undecided: { uid, reason in
            echo.undecided(uid, reason)
        }
    }
}

/// Holds threads back until it is opened, and counts those that came.
final class Gate: Sendable {
    private let opened = DispatchSemaphore(value: 0)
    private let came = Atomic<Int>(0)

    var count: Int { came.load(ordering: .relaxed) }

    func pass() {
        came.wrappingAdd(1, ordering: .relaxed)
        opened.wait()
        opened.signal()
    }

    func open() { opened.signal() }
}

/// Waits until `condition` holds; a test that waits in vain fails after half a minute.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<3_000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("in vain waited for: \(what)")
}

extension ServerLimits {
    /// What no honest client of a test exceeds, however slow the machine is (ThreadSanitizer, two processors, a build beside
    /// it). A test of one limit sets that one.
    static var patient: ServerLimits {
        var limits = ServerLimits()
        limits.handshake = .minutes(1)
        limits.headersTime = .minutes(1)
        limits.bodyTime = .minutes(1)
        limits.answerTime = .minutes(1)
        limits.idle = .minutes(10)
        limits.pingTime = .minutes(1)
        limits.review = .minutes(1)
        limits.lastRequest = .minutes(1)
        return limits
    }
}
