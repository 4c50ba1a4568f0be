/// When a service is looked at next.
struct Backoff: Sendable {
    /// Failures since the last look that went well.
    private(set) var failures = 0

    mutating func succeeded() { failures = 0 }
    mutating func failed() { failures = min(failures + 1, 30) }

    /// The pause before the next look: doubled with each failure up to five minutes, never shorter than the service asked
    /// for, and spread, so that many replicas do not come at once.
    ///
    /// - Parameter spread: a random number from 0 to 1.
    func pause(_ plan: RemotePlan, retryAfter: Duration?, spread: Double) -> Duration {
        let even = 0.9 + 0.2 * spread
        guard failures > 0 else { return plan.refresh * even }
        let doubled = Duration.seconds(1) * Double(1 << min(failures - 1, 12))
        let pause = min(doubled, max(Self.longest, plan.refresh)) * (0.75 + 0.5 * spread)
        return max(pause, retryAfter ?? .zero)
    }

    private static let longest = Duration.seconds(300)
}
