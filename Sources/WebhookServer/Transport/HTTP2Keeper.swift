import NIOCore
import NIOHTTP2

/// Keeps one HTTP/2 connection honest: asks whether the client is still there, and ends what is idle, stalled or old.
///
/// A value without I/O: it is told what happened and says what to do.
struct HTTP2Keeper {
    enum Action: Equatable {
        case ping
        /// First GOAWAY, with the highest id: the client opens no more streams, but those on their way are served.
        case announceEnd
        /// Second GOAWAY, with the last id that is served (RFC 9113, 6.8).
        case end
        case close(ServerMetrics.CloseReason)
    }

    static let pingData: UInt64 = 0x7065_6469_6772_6565
    static let endData: UInt64 = 0x656E_6400_656E_6400

    /// The last stream that was served.
    private(set) var lastStream = HTTP2StreamID.rootStream
    /// Whether the client has been told which stream was the last.
    private(set) var isDrained = false

    private let limits: ServerLimits
    private var isEnding = false
    private var nextPing: NIODeadline
    private var pingDue = NIODeadline.distantFuture
    private var idleEnd: NIODeadline
    private var stallEnd = NIODeadline.distantFuture
    private var ageEnd: NIODeadline
    private var endDue = NIODeadline.distantFuture

    init(limits: ServerLimits, at now: NIODeadline) {
        self.limits = limits
        nextPing = now + limits.pingInterval
        idleEnd = now + limits.idle
        // Replicas that started together must not send their clients away together.
        ageEnd = now + .nanoseconds(limits.connectionAge.nanoseconds / 100 * Int64.random(in: 90...110))
    }

    /// When `due` must be called.
    var wake: NIODeadline { min(nextPing, pingDue, idleEnd, stallEnd, min(ageEnd, endDue)) }

    mutating func opened(_ id: HTTP2StreamID) {
        lastStream = max(lastStream, id)
        idleEnd = .distantFuture
    }

    mutating func closed(isIdle: Bool, at now: NIODeadline) {
        if isIdle, !isEnding { idleEnd = now + limits.idle }
    }

    mutating func writability(_ isWritable: Bool, at now: NIODeadline) {
        stallEnd = isWritable ? .distantFuture : now + limits.answerTime
    }

    /// A PING was acknowledged.
    mutating func acknowledged(_ data: UInt64, at now: NIODeadline) -> [Action] {
        if data == Self.pingData {
            pingDue = .distantFuture
        } else if data == Self.endData, isEnding, !isDrained {
            return finish()
        }
        return []
    }

    mutating func drain(at now: NIODeadline) -> [Action] {
        guard !isEnding else { return [] }
        isEnding = true
        idleEnd = .distantFuture
        ageEnd = .distantFuture
        endDue = now + Self.announcement
        return [.announceEnd]
    }

    /// What the time has brought.
    mutating func due(at now: NIODeadline) -> [Action] {
        if pingDue <= now { return close(.pingTimeout) }
        if stallEnd <= now { return close(.slowReader) }
        var actions: [Action] = []
        if endDue <= now { actions += finish() }
        if idleEnd <= now || ageEnd <= now { actions += drain(at: now) }
        if nextPing <= now {
            nextPing = now + limits.pingInterval
            if pingDue == .distantFuture { pingDue = now + limits.pingTime }
            actions.append(.ping)
        }
        return actions
    }

    private mutating func finish() -> [Action] {
        endDue = .distantFuture
        isDrained = true
        return [.end]
    }

    private mutating func close(_ reason: ServerMetrics.CloseReason) -> [Action] {
        nextPing = .distantFuture
        pingDue = .distantFuture
        stallEnd = .distantFuture
        return [.close(reason)]
    }

    /// How long a client that acknowledges nothing may still open streams.
    private static let announcement = TimeAmount.seconds(3)
}
