import NIOCore
import Testing

@testable import WebhookServer

@Suite("Each request is counted once, and each line about it bears its trace", .timeLimit(.minutes(20)))
struct CountedOnceTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let header = ["-H", "traceparent: 00-\(trace)-00f067aa0ba902b7-01"]

    private let metrics = ServerMetrics()
    private let lines = Lines()

    private func handler(judging: @escaping @Sendable () -> JudgingState?) -> ReviewHandler {
        AdmissionHandler(judging: judging, metrics: metrics, log: lines.logger, decisions: lines.log()).handler
    }

    private var log: RequestLog { RequestLog(lines.logger, decisions: lines.log()) }

    /// A review that is well formed, of something that no policy is about.
    private let pod = Array(
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","operation":"CREATE",
        "kind":{"group":"","version":"v1","kind":"ConfigMap"},"resource":{"group":"","version":"v1","resource":"configmaps"},
        "object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}}}
        """.utf8)

    @Test(
        "a review whose decision comes too late is counted as undecided, and never again",
        arguments: ["--http1.1", "--http2"])
    func late(version: String) async throws {
        let gate = Gate()
        var limits = ServerLimits.patient
        limits.inlineBody = 0
        let handler = handler {
            gate.pass()
            return nil
        }
        try await TestServer.with(limits: limits, handler: handler, metrics: metrics, log: log) { server in
            let answer = try await server.curl([version] + Self.header, body: pod, path: "/validate?timeout=200ms")
            #expect(answer.status == 200 && answer.body.contains("review.deadline"))
            gate.open()
            try await eventually("the decision came") { metrics.text().contains("pedigree_late_decisions_total 1\n") }
            let text = metrics.text()
            #expect(text.contains("pedigree_reviews_total{outcome=\"undecided\"} 1\n"))
            #expect(text.contains("pedigree_not_judged_total{reason=\"deadline\"} 1\n"))
            #expect(text.contains(#"{verdict="undecided",policy="",code="review.deadline",kind="other"} 1"#))
            #expect(!text.contains("policies.notLoaded"))
            #expect(text.contains("pedigree_review_duration_seconds_count 1\n"))
        }
        #expect(lines.all.count == 2)
        #expect(
            lines.all.allSatisfy { $0.contains("trace_id=\(Self.trace)") && $0.contains("uid=u-1") }, "\(lines.all)")
        #expect(lines.all.count { $0.contains("codes=review.deadline") } == 1)
        #expect(lines.all.count { $0.contains("came too late") } == 1)
    }

    @Test("one that is decided in time is counted as what was decided", arguments: ["--http1.1", "--http2"])
    func inTime(version: String) async throws {
        try await TestServer.with(handler: handler { nil }, metrics: metrics, log: log) { server in
            let answer = try await server.curl([version] + Self.header, body: pod)
            #expect(answer.status == 200 && answer.body.contains("policies.notLoaded"))
        }
        let text = metrics.text()
        #expect(text.contains("pedigree_late_decisions_total 0\n"))
        #expect(text.contains("pedigree_reviews_total{outcome=\"undecided\"} 1\n"))
        #expect(text.contains("pedigree_not_judged_total{reason=\"deadline\"} 0\n"))
        #expect(lines.all.count == 1 && lines.all.allSatisfy { $0.contains("trace_id=\(Self.trace)") })
    }

    @Test(
        "a request that is refused leaves one line with its trace, and nothing of what it sent",
        arguments: [
            ("{}", ["-H", "Content-Type: text/hunter2"], "/validate", "content_type"), ("{}", [], "/hunter2", "path"),
            ("hunter2", [], "/validate", "not_a_review"),
            (#"{"kind":"AdmissionReview","apiVersion":"hunter2","request":{}}"#, [], "/validate", "not_a_review"),
        ])
    func refused(body: String, options: [String], path: String, reason: String) async throws {
        try await TestServer.with(handler: handler { nil }, metrics: metrics, log: log) { server in
            let answer = try await server.curl(
                ["--http2", "-H", "Authorization: Bearer hunter2"] + Self.header + options, body: Array(body.utf8),
                path: path)
            #expect(answer.status >= 400)
        }
        #expect(metrics.text().contains("pedigree_requests_rejected_total{reason=\"\(reason)\"} 1\n"))
        #expect(lines.all.count == 1)
        let line = try #require(lines.all.first)
        #expect(
            line.contains("reason=\(reason)") && line.contains("trace_id=\(Self.trace)") && !line.contains("hunter2"))
    }

    @Test("a review that cannot be read is a decision like any other, without what was sent")
    func unreadable() async throws {
        let body =
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","operation":"hunter2"}}"#
        try await TestServer.with(handler: handler { nil }, metrics: metrics, log: log) { server in
            let answer = try await server.curl(["--http2"] + Self.header, body: Array(body.utf8))
            #expect(answer.status == 200)
        }
        #expect(metrics.text().contains("pedigree_reviews_total{outcome=\"unreadable\"} 1\n"))
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        for part in ["codes=review.malformed", "uid=u-1", "verdict=undecided", "trace_id=\(Self.trace)"] {
            #expect(line.contains(part))
        }
        #expect(!line.contains("hunter2"))
    }

    @Test("what is still in flight when the grace time is over is named in the log")
    func cutOff() async throws {
        let gate = Gate()
        var limits = ServerLimits.patient
        limits.inlineBody = 0
        let handler = handler {
            gate.pass()
            return nil
        }
        try await TestServer.with(limits: limits, handler: handler, metrics: metrics, log: log) { server in
            let body = pod
            async let answer = try? await server.curl(["--http2"] + Self.header, body: body)
            try await eventually("it is being decided") { gate.count == 1 }
            let isClean = Task { try await server.webhook.shutDown(grace: .milliseconds(50)) }
            try await eventually("it was cut off") { metrics.text().contains("{reason=\"shutdown\"} 1\n") }
            gate.open()
            #expect(try await isClean.value == false)
            _ = await answer
        }
        #expect(lines.all.contains { $0.contains("reason=shutdown") && $0.contains("trace_id=\(Self.trace)") })
    }
}
