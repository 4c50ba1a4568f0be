import Dispatch
import NIOConcurrencyHelpers

/// Tells a thread that waits to stop.
package final class Cancellation: Sendable {
    private let state = ConditionLock(value: 0)
    private let flag = NIOLockedValueBox(false)

    package init() {}

    package func cancel() {
        state.lock()
        flag.withLockedValue { $0 = true }
        state.unlock(withValue: 1)
    }

    package var isCancelled: Bool { flag.withLockedValue { $0 } }

    /// Waits that long; true as soon as it is cancelled.
    package func wait(_ time: Duration) -> Bool {
        guard state.lock(whenValue: 1, timeoutSeconds: Double(time.milliseconds) / 1000) else { return isCancelled }
        state.unlock()
        return true
    }
}
