import NIOCore
import Testing

@testable import WebhookServer

@Suite("Metrics and health")
struct ServerMetricsTests {
    private func filled() -> ServerMetrics {
        let metrics = ServerMetrics()
        metrics.watch {
            ReloadStatus(
                name: "policies", isLoaded: true, loadedAt: 1_700_000_000.5, generation: 3, digest: "sha256:aa")
        }
        metrics.decided(
            .init(verdict: "denied", policy: "a\"b\\c\nd", code: "pinnedModel.mutable", kind: "Pod"),
            findings: [.init(policy: "p", code: "pinnedModel.mutable", action: "Deny", isDrift: false)],
            took: .microseconds(30))
        metrics.decided(.init(verdict: "allowed", policy: "", code: "", kind: "other"), took: .seconds(20))
        metrics.rejected(.path)
        metrics.notJudged(.overload)
        metrics.closed(.idle)
        return metrics
    }

    @Test("promtool has nothing to say about them")
    func promtool() async throws {
        for metrics in [ServerMetrics(), filled()] {
            let done = try await run("promtool", ["check", "metrics"], input: Array(metrics.text().utf8))
            #expect(done.status == 0)
            #expect(done.output + done.errors == "")
        }
    }

    @Test("decisions, durations and labels are written as Prometheus reads them")
    func text() {
        let text = filled().text()
        #expect(
            text.contains(
                #"pedigree_decisions_total{verdict="denied",policy="a\"b\\c\nd",code="pinnedModel.mutable",kind="Pod"} 1"#
            ))
        #expect(text.contains("pedigree_decision_duration_seconds_bucket{le=\"0.000025\"} 0\n"))
        #expect(text.contains("pedigree_decision_duration_seconds_bucket{le=\"0.00005\"} 1\n"))
        #expect(text.contains("pedigree_decision_duration_seconds_bucket{le=\"10\"} 1\n"))
        #expect(text.contains("pedigree_decision_duration_seconds_bucket{le=\"+Inf\"} 2\n"))
        #expect(text.contains("pedigree_decision_duration_seconds_count 2\n"))
        #expect(text.contains("pedigree_decision_duration_seconds_sum 20.00003\n"))
        #expect(text.contains("pedigree_reload_last_success_timestamp_seconds{source=\"policies\"} 1700000000.5\n"))
    }

    @Test("every outcome is there from the first moment, and each review counts once among them")
    func outcomes() {
        let fresh = ServerMetrics().text()
        for outcome in ["allowed", "denied", "undecided", "unreadable"] {
            #expect(fresh.contains("pedigree_reviews_total{outcome=\"\(outcome)\"} 0\n"))
        }
        let metrics = filled()
        metrics.undecided(.tooLarge, after: .milliseconds(1))
        metrics.decided(.init(verdict: "undecided", policy: "", code: "object.malformed", kind: "Pod"), took: .zero)
        metrics.decided(.init(verdict: "undecided", policy: "", code: "evidence.unreachable", kind: "Pod"), took: .zero)
        metrics.undecided(.overload, after: .milliseconds(1))
        let text = metrics.text()
        for (outcome, count) in [("allowed", 1), ("denied", 1), ("undecided", 2), ("unreadable", 2)] {
            #expect(text.contains("pedigree_reviews_total{outcome=\"\(outcome)\"} \(count)\n"))
        }
        #expect(text.contains(#"{verdict="undecided",policy="",code="review.tooLarge",kind="other"} 1"#))
        #expect(text.contains("pedigree_review_duration_seconds_count 6\n"))
    }

    @Test("the process tells its memory, its processor time and its files")
    func process() {
        let text = filled().text()
        for name in ["cpu_seconds_total", "start_time_seconds", "resident_memory_bytes", "open_fds", "max_fds"] {
            #expect(text.contains("\nprocess_\(name) "))
        }
    }

    @Test("the plain listener answers, and only what it knows")
    func listener() async throws {
        let metrics = filled()
        let health = try await HealthServer.start(host: "127.0.0.1", port: 0, metrics: metrics)
        let url = "http://127.0.0.1:\(health.address.port ?? 0)"
        for (path, status) in [
            ("/healthz", 200), ("/livez?verbose", 200), ("/readyz", 200), ("/readyz?verbose", 200), ("/metrics", 200),
            ("/readyz/policies", 200), ("/readyz/nothing", 404), ("/x", 404),
        ] {
            let done = try await run("curl", ["-sS", "-o", "/dev/null", "-w", "%{http_code}", url + path])
            #expect(done.output == "\(status)")
        }
        let posted = try await run(
            "curl", ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-d", "x", url + "/healthz"])
        #expect(posted.output == "405")
        try await health.shutDown()
    }
}
