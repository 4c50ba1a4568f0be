import Dispatch
import Testing

@testable import HTTPTransport

@Suite("Telling a thread to stop", .timeLimit(.minutes(20)))
struct CancellationTests {
    @Test("who waits goes on when the time is over, or at once when it is cancelled")
    func waits() {
        let cancellation = Cancellation()
        #expect(!cancellation.wait(.milliseconds(10)) && !cancellation.isCancelled)
        let waiting = DispatchGroup()
        DispatchQueue.global().async(group: waiting) { _ = cancellation.wait(.seconds(1000)) }
        cancellation.cancel()
        waiting.wait()
        #expect(cancellation.isCancelled && cancellation.wait(.seconds(1000)))
        cancellation.cancel()
        #expect(cancellation.isCancelled)
    }
}
