@preconcurrency import Dispatch
import NIOCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGTERM and SIGINT: the first asks the server to end, the second ends it at once.
final class StopSignals: Sendable {
    private let sources: [any DispatchSourceSignal]
    private let stream: AsyncStream<Int32>
    // Of its own, since a thread of the pool may not be had when everything else hangs.
    private let end = DispatchQueue(label: "end of the process")

    /// - Parameters:
    ///   - grace: after the first signal the process ends within this time, wherever it has got to by then: while it starts,
    ///     too.
    ///   - tooLate: says so.
    init(grace: TimeAmount, tooLate: @escaping @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let first = Once()
        let end = end
        self.stream = stream
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // Whoever asks twice does not want to wait.
                guard first.isFirst() else { _exit(128 + number) }
                end.asyncAfter(deadline: .now() + .nanoseconds(Int(grace.nanoseconds))) {
                    tooLate()
                    // So that the line is written.
                    usleep(100_000)
                    _exit(1)
                }
                continuation.yield(number)
            }
            source.resume()
            return source
        }
        // A reader of the log that has gone away is no reason to end.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the first signal.
    func first() async -> Int32? {
        for await number in stream { return number }
        return nil
    }
}

private final class Once: Sendable {
    private let isOver = Atomic<Bool>(false)

    func isFirst() -> Bool { !isOver.exchange(true, ordering: .relaxed) }
}
