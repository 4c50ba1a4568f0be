/// Whether the server decides, and how each part stands.
struct Readiness: Sendable, Hashable {
    /// In the order in which they are shown; those that must be there, then those that are only worth a look.
    var checks: [HealthCheck]

    init(_ sources: [ReloadStatus], isDraining: Bool, others: [HealthCheck] = []) {
        checks = sources.map { HealthCheck($0) }
        if sources.isEmpty { checks.append(HealthCheck("policies", .failed, nothing)) }
        checks += others
        checks.append(
            isDraining ? HealthCheck("shutdown", .failed, ending) : HealthCheck("shutdown", .ok, "ok"))
    }

    var isReady: Bool { checks.allSatisfy { $0.state != .failed } }

    /// - Parameters:
    ///   - excluded: names of checks that shall not count.
    ///   - endpoint: `readyz`.
    func answer(_ endpoint: String, isVerbose: Bool, excluded: Set<String>) -> HealthAnswer {
        let counted = checks.filter { !excluded.contains($0.name) }
        let isReady = counted.allSatisfy { $0.state != .failed }
        guard isVerbose || !isReady else { return HealthAnswer(status: 200, body: "ok\n") }
        var lines = checks.map { excluded.contains($0.name) ? "[+]\($0.name) excluded: ok" : $0.line }
        // What was asked for is not repeated: it is the client's.
        if !excluded.isSubset(of: checks.map(\.name)) { lines.append(unknownExclusion) }
        lines.append("\(endpoint) check \(isReady ? "passed" : "failed")")
        return HealthAnswer(status: isReady ? 200 : 503, body: lines.joined(separator: "\n") + "\n")
    }

    /// The answer about one part alone, as Kubernetes' own components give it; nil where there is no such part.
    func answer(about name: some StringProtocol) -> HealthAnswer? {
        guard let check = checks.first(where: { $0.name == name }) else { return nil }
        return HealthAnswer(status: check.state == .failed ? 503 : 200, body: check.line + "\n")
    }
}

// What an operator reads.

private let nothing = "not loaded: nothing is loaded yet"
private let ending = "failed: the server is finishing what is in flight"
private let unknownExclusion = "warn: some checks cannot be excluded: there are none of that name"
