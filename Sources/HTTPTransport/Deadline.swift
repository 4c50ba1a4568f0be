/// The moment by which something must have been answered.
package struct Deadline: Sendable, Hashable {
    private let instant: ContinuousClock.Instant

    package init(_ instant: ContinuousClock.Instant) { self.instant = instant }

    package static func after(_ time: Duration) -> Deadline { Deadline(.now.advanced(by: time)) }

    /// What is left; zero where it has passed.
    package var left: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }
    package var hasPassed: Bool { left == .zero }

    /// The earlier of this one and `time` from now.
    package func sooner(_ time: Duration) -> Deadline {
        Deadline(min(instant, .now.advanced(by: time)))
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    var milliseconds: Int {
        let (seconds, atto) = components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return max(1, Int(seconds) * 1000 + Int(atto / 1_000_000_000_000_000))
    }
}
