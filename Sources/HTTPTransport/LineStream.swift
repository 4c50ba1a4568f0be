import KubernetesModel

/// The body of an answer that comes line by line, for as long as somebody wants it.
///
/// Used by the one thread that waits for it.
package final class LineStream {
    private let mostBytes: Int
    private let idle: Duration
    private let cancellation: Cancellation
    private let onOpen: () -> Void
    private let onLine: (ArraySlice<UInt8>) -> Bool
    /// The beginning of a line whose end has not come.
    private var begun: [UInt8] = []
    private var lastBytes = ContinuousClock.now

    /// - Parameter mostBytes: of one line; a longer one ends the stream with an error.
    /// - Parameter idle: without a byte for that long it is over.
    /// - Parameter onOpen: called when an answer that is a success begins.
    /// - Parameter onLine: takes a line without its end; false ends the stream, and that is no error.
    package init(
        mostBytes: Int, idle: Duration, cancellation: Cancellation, onOpen: @escaping () -> Void = {},
        onLine: @escaping (ArraySlice<UInt8>) -> Bool
    ) {
        self.mostBytes = mostBytes
        self.idle = idle
        self.cancellation = cancellation
        self.onOpen = onOpen
        self.onLine = onLine
    }

    func opened() { onOpen() }

    /// Whether more is wanted.
    func take(_ bytes: UnsafeRawBufferPointer) throws(HTTPFailure) -> Bool {
        lastBytes = .now
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            try append(rest[..<end])
            rest = rest[(end + 1)...]
            let line = begun
            begun = []
            guard onLine(line[...]) else { return false }
        }
        try append(rest)
        return true
    }

    private func append(_ bytes: Slice<UnsafeRawBufferPointer>) throws(HTTPFailure) {
        guard bytes.count <= mostBytes - begun.count else { throw HTTPFailure(.tooLarge, tooLong(mostBytes)) }
        begun.append(contentsOf: bytes)
    }

    /// Why it must end now.
    func objection() -> HTTPFailure? {
        if cancellation.isCancelled { return HTTPFailure(.cancelled, cancelled) }
        if lastBytes.duration(to: .now) > idle { return HTTPFailure(.timeout, silent) }
        return nil
    }
}

// What an operator reads.

private func tooLong(_ most: Int) -> String { "a line of its answer is longer than the \(most) bytes that are read" }
private let cancelled = "it is not wanted any more"
private let silent = "nothing has come for too long"
