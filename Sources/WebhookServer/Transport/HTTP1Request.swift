import NIOCore
import NIOHTTP1

/// One request on an HTTP/1.1 connection.
struct HTTP1Request {
    let head: RequestHead
    let expectsContinue: Bool
    /// Whether it asks for the header fields alone.
    let isHead: Bool
    /// Tells the requests of one connection apart.
    let number: Int
    var body: IncomingBody
    private(set) var hasEnded = false
    let received = NIODeadline.now()
    private let limits: ServerLimits
    private var skipped = 0

    /// Before the first request.
    init(limits: ServerLimits) {
        head = RequestHead()
        expectsContinue = false
        isHead = false
        number = 0
        body = IncomingBody(contentLength: nil)
        self.limits = limits
    }

    init(_ request: HTTPRequestHead, limits: ServerLimits, number: Int) {
        var head = RequestHead()
        head.method = request.method.rawValue
        head.target = request.uri
        var expectsContinue = false
        for (name, value) in request.headers {
            head.take(name, value)
            if name.utf8.count == 6, name.lowercased() == "expect" {
                expectsContinue = value.lowercased() == "100-continue"
            }
        }
        self.head = head
        self.expectsContinue = expectsContinue
        isHead = request.method == .HEAD
        self.number = number
        body = IncomingBody(contentLength: head.contentLength)
        self.limits = limits
    }

    /// The job that this request has become, with everything that it holds.
    mutating func job() -> ReviewPool.Job {
        hasEnded = true
        let timeout = head.timeout(limits: limits)
        let (bytes, held) = body.take()
        let call = ReviewCall(
            body: bytes, received: received, deadline: received + timeout - ServerLimits.margin(of: timeout),
            traceID: head.traceID)
        return ReviewPool.Job(stream: number, call: call, held: held, notJudged: body.discarded)
    }

    /// Throws away what belongs to a request that is refused.
    mutating func skip(_ bytes: ByteBuffer) { skipped += bytes.readableBytes }

    /// The end of a refused request has come.
    mutating func end() { hasEnded = true }

    var hasSkippedTooMuch: Bool { skipped > limits.body }
}
