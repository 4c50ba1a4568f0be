/// How long decisions took, in buckets from 10 µs to 10 s.
struct DurationHistogram {
    /// Upper bounds in nanoseconds, and as Prometheus writes them in seconds.
    private static let bounds: [(nanoseconds: Int64, label: String)] = [
        (10_000, "0.00001"), (25_000, "0.000025"), (50_000, "0.00005"), (100_000, "0.0001"), (250_000, "0.00025"),
        (500_000, "0.0005"), (1_000_000, "0.001"), (2_500_000, "0.0025"), (5_000_000, "0.005"),
        (10_000_000, "0.01"), (25_000_000, "0.025"), (50_000_000, "0.05"), (100_000_000, "0.1"),
        (250_000_000, "0.25"), (500_000_000, "0.5"), (1_000_000_000, "1"), (2_500_000_000, "2.5"),
        (5_000_000_000, "5"), (10_000_000_000, "10"),
    ]

    private var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    private var sum: Int64 = 0

    mutating func observe(_ nanoseconds: Int64) {
        let bucket = Self.bounds.firstIndex { nanoseconds <= $0.nanoseconds } ?? Self.bounds.count
        counts[bucket] += 1
        sum &+= max(0, nanoseconds)
    }

    func write(_ name: String, to text: inout PrometheusText) {
        var total: UInt64 = 0
        for (bound, count) in zip(Self.bounds, counts) {
            total += count
            text.sample("\(name)_bucket", [("le", bound.label)], total)
        }
        total += counts.last ?? 0
        text.sample("\(name)_bucket", [("le", "+Inf")], total)
        text.sample("\(name)_sum", [], Double(sum) / 1e9)
        text.sample("\(name)_count", [], total)
    }
}
