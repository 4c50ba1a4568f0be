import NIOCore

/// One request's body as it arrives, the same for HTTP/1.1 and HTTP/2.
struct IncomingBody {
    private(set) var bytes: [UInt8] = []
    /// Why the body is not kept in full; its beginning is, since it tells the uid.
    private(set) var discarded: NotJudged?
    private var received = 0
    private var held = 0

    init(contentLength: Int?) {
        // An announced length is a promise of the client: room is made for what is common, the rest as it comes.
        bytes.reserveCapacity(min(contentLength ?? 0, ServerLimits.smallBody))
    }

    /// - Returns: whether the body is still within the limit.
    mutating func append(_ buffer: ByteBuffer, limits: ServerLimits, budget: BodyBudget) -> Bool {
        let count = buffer.readableBytes
        received += count
        guard received <= limits.body else { return false }
        guard discarded == nil else { return true }
        guard budget.take(count, isLarge: received > ServerLimits.smallBody) else {
            discard(after: buffer, budget: budget)
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

    private mutating func discard(after buffer: ByteBuffer, budget: BodyBudget) {
        if bytes.isEmpty { bytes.append(contentsOf: buffer.readableBytesView.prefix(Self.beginning)) }
        bytes = Array(bytes.prefix(Self.beginning))
        budget.give(held)
        held = 0
        discarded = .memory
    }

    /// Enough for the uid of a review as API servers write it.
    private static let beginning = 1024
}
