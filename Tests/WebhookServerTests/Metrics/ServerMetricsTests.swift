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

    @Test("ready when everything is loaded, and not before or while ending")
    func ready() {
        let good = ReloadStatus(name: "policies", isLoaded: true, loadedAt: 1, generation: 2, digest: "sha256:aa")
        let stale = ReloadStatus(name: "certificate", isLoaded: true, loadedAt: 1, error: "broken", generation: 1)
        let missing = ReloadStatus(name: "certificate", isLoaded: false, loadedAt: nil, generation: 0)
        #expect(HealthAnswer.ready([good], isDraining: false, isVerbose: false).status == 200)
        #expect(HealthAnswer.ready([], isDraining: false, isVerbose: false).status == 503)
        #expect(HealthAnswer.ready([good, missing], isDraining: false, isVerbose: false).status == 503)
        #expect(HealthAnswer.ready([good], isDraining: true, isVerbose: false).status == 503)
        let verbose = HealthAnswer.ready([good, stale], isDraining: false, isVerbose: true)
        #expect(
            verbose
                == HealthAnswer(
                    status: 200,
                    body: """
                        [+]policies ok: generation 2 sha256:aa
                        [!]certificate ok: generation 1 stays, as the newest was refused: broken
                        readyz check passed

                        """))
    }

    @Test("the plain listener answers, and only what it knows")
    func listener() async throws {
        let metrics = filled()
        let health = try await HealthServer.start(host: "127.0.0.1", port: 0, metrics: metrics)
        let url = "http://127.0.0.1:\(health.address.port ?? 0)"
        for (path, status) in [
            ("/healthz", 200), ("/readyz", 200), ("/readyz?verbose", 200), ("/metrics", 200), ("/x", 404),
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
