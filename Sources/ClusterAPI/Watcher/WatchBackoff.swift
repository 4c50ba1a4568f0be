import HTTPTransport

/// How long a watcher waits before it tries again: longer after each failure, and never as long as others do.
package struct WatchBackoff: Sendable, Hashable {
    package var first: Duration
    package var most: Duration

    package init(first: Duration = .seconds(1), most: Duration = .seconds(60)) {
        self.first = first
        self.most = most
    }

    /// - Parameter failures: in a row, from 1.
    /// - Parameter spread: between 0 and 1, so that many that failed together do not come back together.
    func delay(after failures: Int, spread: Double = .random(in: 0...1)) -> Duration {
        var (delay, left) = (first, failures)
        while left > 1, delay < most { (delay, left) = (delay * 2, left - 1) }
        return min(delay, most) * (0.5 + 0.5 * min(max(spread, 0), 1))
    }
}
