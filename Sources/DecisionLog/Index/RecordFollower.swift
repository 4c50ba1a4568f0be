import Dispatch
import NIOConcurrencyHelpers

/// Reads what other replicas write into the same log, on a thread of its own, until it is stopped.
///
/// Where the log could not be read yet, it begins with that.
package final class RecordFollower: Sendable {
    private let index: RecordIndex
    private let store: any DecisionStore
    private let own: String
    private let interval: Duration
    private let isStopped = NIOLockedValueBox(false)
    private let stopped = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ index: RecordIndex, _ store: any DecisionStore, except own: String, every interval: Duration) {
        self.index = index
        self.store = store
        self.own = own
        self.interval = interval
        DispatchQueue(label: "decisions of other replicas").async { self.run() }
    }

    /// Ends the thread. A question that is under way is waited for that long; a database may take far longer, or never
    /// answer.
    ///
    /// - Returns: whether the thread has ended.
    @discardableResult
    package func stop(within time: Duration = .seconds(3)) -> Bool {
        let isFirst = isStopped.withLockedValue { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        if isFirst { stopped.signal() }
        guard ended.wait(timeout: .now() + seconds(time)) == .success else { return false }
        ended.signal()
        return true
    }

    private func run() {
        var failures = 0
        while true {
            do throws(LogFailure) {
                if !index.status.isLoaded { try index.load(from: store) }
                try index.catchUp(store, except: own)
                index.updateHealth { $0.succeeded(at: .now) }
                failures = 0
            } catch {
                index.updateHealth { $0.failed(error.reason, at: .now) }
                failures = min(failures + 1, Self.mostFailures)
            }
            guard stopped.wait(timeout: .now() + seconds(interval) * Double(1 + failures)) == .timedOut else { break }
        }
        ended.signal()
    }

    private func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// A store that fails is asked more seldom, up to this many intervals.
    private static let mostFailures = 4
}

extension RecordIndex {
    /// Follows the chains of other writers in a log that is shared.
    ///
    /// - Parameters:
    ///   - store: used by the follower alone.
    ///   - own: the writer whose entries `absorb` is told of anyway; empty where this process writes nothing.
    package func follow(
        _ store: any DecisionStore, except own: String, every interval: Duration = .seconds(1)
    ) -> RecordFollower {
        RecordFollower(self, store, except: own, every: interval)
    }
}
