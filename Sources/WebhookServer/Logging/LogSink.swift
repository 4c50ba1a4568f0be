import NIOConcurrencyHelpers
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes log lines to a file descriptor from a thread of its own, so that a reader that is slow or gone never holds up
/// a decision.
package final class LogSink: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        /// What was written last: its memory is used again.
        var spare: [UInt8] = []
        var isWriting = false
        var dropped = 0
        var droppedInAll: UInt64 = 0
    }

    private let descriptor: Int32
    private let state = NIOLockedValueBox(State())
    private let thread = NIOThreadPool(numberOfThreads: 1)

    package init(descriptor: Int32) {
        self.descriptor = descriptor
        thread.start()
    }

    /// Lines that were dropped since the start.
    var dropped: UInt64 { state.withLockedValue { $0.droppedInAll } }

    /// Takes one line, without its newline. Where more waits than a reader can be expected to catch up with, the line
    /// is dropped and the number of dropped lines is written later.
    func write(_ line: [UInt8]) { write { $0 += line } }

    /// The same of a line that `append` appends to what waits.
    func write(_ append: (inout [UInt8]) -> Void) {
        let mustStart = state.withLockedValue { state in
            guard state.waiting.count < Self.limit else {
                state.dropped += 1
                state.droppedInAll += 1
                return false
            }
            append(&state.waiting)
            state.waiting.append(UInt8(ascii: "\n"))
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard mustStart else { return }
        thread.submit { _ in
            // Waking a thread for each line costs as much as a small decision; lines gather for a moment instead.
            usleep(Self.gathering)
            self.drain()
        }
    }

    /// Writes what waits, and ends. A reader that takes nothing is not waited for.
    package func close() async {
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        thread.submit { _ in
            self.drain()
            continuation.yield()
        }
        let timer = Task {
            try await Task.sleep(for: .seconds(2))
            continuation.yield()
        }
        for await _ in ended { break }
        timer.cancel()
        // The thread ends with the process: it may hang in a write that never returns.
        thread.shutdownGracefully { _ in }
    }

    private func drain() {
        while true {
            var (bytes, dropped): ([UInt8], Int) = ([], 0)
            state.withLockedValue { state in
                swap(&bytes, &state.waiting)
                swap(&state.waiting, &state.spare)
                swap(&dropped, &state.dropped)
                if bytes.isEmpty { state.isWriting = false }
            }
            if dropped > 0 { put(Array("\(dropped) log lines were dropped: the reader is too slow\n".utf8)) }
            guard !bytes.isEmpty else { return }
            put(bytes)
            guard bytes.capacity <= Self.spareLimit else { continue }
            bytes.removeAll(keepingCapacity: true)
            state.withLockedValue { swap(&bytes, &$0.spare) }
        }
    }

    private func put(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = posixWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Microseconds.
    private static let gathering: UInt32 = 5_000

    /// What is kept between two lines.
    private static let spareLimit = 1 << 20

    /// About 20,000 decisions.
    private static let limit = 8 << 20
}

/// `write(2)`, which the type's own `write` hides.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
