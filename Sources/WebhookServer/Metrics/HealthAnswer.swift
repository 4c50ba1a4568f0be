/// What the second, plain listener answers: `/healthz`, `/readyz` and `/metrics`.
struct HealthAnswer: Equatable {
    var status: Int
    var body: String
    var contentType = "text/plain; charset=utf-8"

    static func to(_ target: String, metrics: ServerMetrics) -> HealthAnswer {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let isVerbose = parts.dropFirst().first?.split(separator: "&").contains { $0.hasPrefix("verbose") } ?? false
        switch parts.first ?? "" {
        case "/healthz", "/livez": return HealthAnswer(status: 200, body: "ok\n")
        case "/readyz": return ready(metrics.sources, isDraining: metrics.isDraining, isVerbose: isVerbose)
        case "/metrics":
            return HealthAnswer(
                status: 200, body: metrics.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        default: return HealthAnswer(status: 404, body: "not found: try /healthz, /readyz?verbose or /metrics\n")
        }
    }

    /// Ready when everything is loaded, as Kubernetes' own components report it.
    static func ready(_ sources: [ReloadStatus], isDraining: Bool, isVerbose: Bool) -> HealthAnswer {
        let isReady = !isDraining && !sources.isEmpty && sources.allSatisfy(\.isLoaded)
        guard isVerbose || !isReady else { return HealthAnswer(status: 200, body: "ok\n") }
        var lines = sources.map(line)
        if sources.isEmpty { lines.append("[-]nothing is loaded yet") }
        if isDraining { lines.append("[-]shutdown: the server is finishing what is in flight") }
        lines.append(isReady ? "readyz check passed" : "readyz check failed")
        return HealthAnswer(status: isReady ? 200 : 503, body: lines.joined(separator: "\n") + "\n")
    }

    private static func line(_ source: ReloadStatus) -> String {
        let what = source.digest.map { " \($0)" } ?? ""
        let error = source.error?.split(whereSeparator: \.isNewline).joined(separator: "; ")
        switch (source.isLoaded, error) {
        case (false, let error): return "[-]\(source.name) not loaded: \(error ?? "not read yet")"
        case (true, nil): return "[+]\(source.name) ok: generation \(source.generation)\(what)"
        case (true, let error?):
            return
                "[!]\(source.name) ok: generation \(source.generation)\(what) stays, as the newest was refused: \(error)"
        }
    }
}
