import FoundationEssentials

/// What the second, plain listener answers: `/livez`, `/healthz`, `/readyz` and `/metrics`.
struct HealthAnswer: Equatable {
    var status: Int
    var body: String
    var contentType = "text/plain; charset=utf-8"

    static func to(_ target: String, metrics: ServerMetrics) -> HealthAnswer {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        let query = Query(parts.dropFirst().first ?? "")
        switch path {
        case "/healthz", "/livez": return alive(String(path.dropFirst()), query)
        case "/readyz":
            return metrics.readiness(at: Date()).answer(
                "readyz", isVerbose: query.isVerbose, excluded: query.excluded)
        case "/metrics":
            return HealthAnswer(
                status: 200, body: metrics.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        default: break
        }
        if path.hasPrefix("/readyz/"), let one = metrics.readiness(at: Date()).answer(about: path.dropFirst(8)) {
            return one
        }
        return HealthAnswer(status: 404, body: notFound)
    }

    /// Who answers is alive: whatever is missing, a restart would not bring it.
    private static func alive(_ endpoint: String, _ query: Query) -> HealthAnswer {
        HealthAnswer(status: 200, body: query.isVerbose ? "[+]ping ok\n\(endpoint) check passed\n" : "ok\n")
    }

    /// `?verbose&exclude=record`, as Kubernetes' own components take it.
    private struct Query {
        var isVerbose = false
        var excluded: Set<String> = []

        init(_ text: Substring) {
            for pair in text.split(separator: "&") {
                if pair.hasPrefix("verbose") { isVerbose = true }
                if pair.hasPrefix("exclude=") { excluded.insert(String(pair.dropFirst("exclude=".count))) }
            }
        }
    }
}

private let notFound = "not found: try /livez, /readyz?verbose or /metrics\n"
