import NIOCore

/// One request's body as it arrives, the same for HTTP/1.1 and HTTP/2.
struct IncomingBody {
    private(set) var bytes: [UInt8] = []
    /// Why the body is not kept in full; its beginning is, since it tells the uid.
    private(set) var discarded: NotJudged?
    private var received = 0
    private var held = 0
    private let contentLength: Int

    init(contentLength: Int?) {
        self.contentLength = contentLength ?? 0
        // An announced length is a promise of the client: room is made for what is common, the rest as it comes.
        bytes.reserveCapacity(min(max(self.contentLength, 0), 16 << 10))
    }

    /// Keeps the bytes, or where the body is over the limit only its beginning: the rest is then read and thrown away,
    /// since clients differ in how they take an answer while they are still sending (curl 7.88 waits for ever).
    ///
    /// - Returns: whether to read on.
    mutating func append(_ buffer: ByteBuffer, limits: ServerLimits, budget: BodyBudget) -> Bool {
        let count = buffer.readableBytes
        received += count
        let size = max(received, contentLength)
        if discarded == nil, size > limits.body { discard(.tooLarge, after: buffer, budget: budget) }
        guard discarded == nil else { return size <= limits.body * Self.patience }
        guard budget.take(count, isLarge: received > ServerLimits.smallBody) else {
            discard(.memory, after: buffer, budget: budget)
            return true
        }
        held += count
        bytes.append(contentsOf: buffer.readableBytesView)
        return true
    }

    /// Bytes that are still to come where `contentLength` is true.
    func remaining(of contentLength: Int) -> Int { max(0, contentLength - received) }

    /// Hands over the bytes, and the duty to give `held` back to the budget.
    mutating func take() -> (bytes: [UInt8], held: Int) {
        defer {
            bytes = []
            held = 0
        }
        return (bytes, held)
    }

    /// Gives back what is held.
    mutating func release(to budget: BodyBudget) {
        budget.give(held)
        held = 0
        bytes = []
    }

    private mutating func discard(_ reason: NotJudged, after buffer: ByteBuffer, budget: BodyBudget) {
        if bytes.isEmpty { bytes.append(contentsOf: buffer.readableBytesView.prefix(Self.beginning)) }
        bytes = Array(bytes.prefix(Self.beginning))
        budget.give(held)
        held = 0
        discarded = reason
    }

    /// How many times the limit is thrown away before the client is cut short.
    private static let patience = 8
    /// Enough for the uid of a review as API servers write it.
    private static let beginning = 1024
}
