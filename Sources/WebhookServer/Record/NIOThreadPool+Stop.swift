import Dispatch
import NIOPosix

extension NIOThreadPool {
    /// Ends the threads. What waits is told that it is too late; what is under way is waited for that long.
    func stop(within time: Duration) {
        let ended = DispatchSemaphore(value: 0)
        shutdownGracefully(queue: DispatchQueue(label: "end of threads")) { _ in ended.signal() }
        let (seconds, attoseconds) = time.components
        _ = ended.wait(timeout: .now() + Double(seconds) + Double(attoseconds) * 1e-18)
    }
}
