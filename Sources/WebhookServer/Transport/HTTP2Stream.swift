import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request on an HTTP/2 connection.
struct HTTP2Stream {
    enum Phase {
        case receiving
        /// With the call, whose body still tells the uid if the decision comes too late.
        case deciding(ReviewCall)
        case answering
    }

    /// Whether the client may send more than HTTP/2's initial window.
    enum Lane {
        case small, waiting, large
    }

    var phase: Phase
    var lane = Lane.small
    var body: IncomingBody
    let contentLength: Int?
    /// Whether it asks for the header fields alone.
    let isHead: Bool
    let received: NIODeadline
    let timeout: TimeAmount
    let traceID: String?
    /// When this phase has lasted too long.
    var wake: NIODeadline
    var hasEnded = false

    /// When the answer must be given.
    var deadline: NIODeadline { received + timeout - ServerLimits.margin(of: timeout) }

    init(head: RequestHead, at time: NIODeadline, limits: ServerLimits) {
        phase = .receiving
        body = IncomingBody(contentLength: head.contentLength)
        contentLength = head.contentLength
        isHead = head.method == "HEAD"
        received = time
        timeout = head.timeout(limits: limits)
        traceID = head.traceID
        wake = time + limits.bodyTime
    }

    var isDeciding: Bool {
        if case .deciding = phase { true } else { false }
    }

    var isReceiving: Bool {
        if case .receiving = phase { true } else { false }
    }

    /// Whether a window of `size` bytes is too small for what is still to come.
    func needsWindow(_ size: Int, target: Int) -> Bool {
        guard isReceiving, !hasEnded else { return false }
        if let contentLength, body.remaining(of: contentLength) <= size { return false }
        return size <= target / 2
    }

    /// Whether the rest of the body fits into the window, and has time to come.
    func isAlmostHere(limits: ServerLimits) -> Bool {
        (contentLength ?? .max) <= ServerLimits.smallBody && .now() < received + limits.bodyTime
    }

    /// The job that this stream has become, with everything that it holds.
    mutating func job(stream: Int) -> ReviewPool.Job {
        let (bytes, held) = body.take()
        let call = ReviewCall(body: bytes, received: received, deadline: deadline, traceID: traceID)
        phase = .deciding(call)
        wake = deadline
        return ReviewPool.Job(stream: stream, call: call, held: held, notJudged: body.discarded)
    }
}

extension RequestHead {
    /// Reads a request's header fields as HTTP/2 carries them.
    init(_ headers: HPACKHeaders) {
        for (name, value, _) in headers {
            switch name {
            case ":method": method = value
            case ":path": target = value
            default: take(name, value)
            }
        }
    }
}
