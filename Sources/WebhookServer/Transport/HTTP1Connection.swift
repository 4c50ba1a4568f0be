import NIOCore
import NIOHTTP1

/// One HTTP/1.1 connection: one request after the other, each within its bounds of size and time.
final class HTTP1Connection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// Between requests.
        case idle
        /// Bytes have come, but no whole head yet.
        case heading
        case receiving
        /// The request is answered with this when it has ended.
        case refusing(Refusal)
        case deciding(ReviewCall)
        /// The last answer is on its way, and whatever else comes is thrown away.
        case lingering
    }

    private let server: ServerContext
    private var phase = Phase.idle
    private var request: HTTP1Request
    private var wake: NIODeadline
    /// When the client must have taken the answers that were written.
    private var answerDue = NIODeadline.distantFuture
    private var answersUnderWay = 0
    private var isLast = false
    /// What came while a request was being decided (pipelining); no more is read until then.
    private var queue = CircularBuffer<HTTPServerRequestPart>()
    private var isReadHeld = false
    private var gotPart = false
    private var alarm: Alarm?
    private var context: ChannelHandlerContext?

    init(server: ServerContext) {
        self.server = server
        wake = .now() + server.limits.headersTime
        request = HTTP1Request(limits: server.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        alarm = Alarm(on: context.eventLoop) { [weak self] in self?.sweep() }
        alarm?.set(wake)
    }

    func handlerRemoved(context: ChannelHandlerContext) { forget() }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        gotPart = true
        let part = unwrapInboundIn(data)
        if case .deciding = phase {
            queue.append(part)
        } else {
            process(part, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .idle = phase, !gotPart {
            // Bytes without a whole head: from here on the client has not the idle time but the time for headers.
            enter(.heading, within: server.limits.headersTime)
        }
        gotPart = false
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if case .deciding = phase {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isLast = true
        switch phase {
        // A client that has connected and asked nothing yet is about to.
        case .idle where request.number == 0: enter(.heading, within: server.limits.lastRequest)
        case .idle: context.close(promise: nil)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        let refusal: Refusal = error == .headerOverflow ? .headers : .notAReview
        switch phase {
        case .deciding, .lingering: context.close(promise: nil)
        default: refuseAtOnce(refusal, context)
        }
    }

    /// Whether what is cut off is a request, and not a connection between two.
    private var isUnderWay: Bool {
        switch phase {
        case .idle, .heading: answersUnderWay > 0
        default: true
        }
    }

    private func forget() {
        if case .deciding = phase, server.registry.isForced { server.closed(.shutdown, traceID: request.head.traceID) }
        request.body.release(to: server.pool.budget)
        queue.removeAll()
        alarm?.cancel()
        alarm = nil
        context = nil
    }
}

// MARK: Requests

extension HTTP1Connection {
    private func process(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (part, phase) {
        case (.end, .lingering): finishLingering(context)
        case (_, .lingering): break
        case (.head(let head), _): begin(head, context)
        case (.body(let bytes), .receiving): receive(bytes, context)
        case (.body(let bytes), .refusing): request.skip(bytes)
        case (.end, .receiving): decide(context)
        case (.end, .refusing(let refusal)):
            request.end()
            refuse(refusal, context)
        default: break
        }
        if case .refusing = phase, request.hasSkippedTooMuch { refuseAtOnce(.tooLarge, context) }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        request = HTTP1Request(head, limits: server.limits, number: request.number + 1)
        if !head.isKeepAlive { isLast = true }
        let refusal = request.head.refusal()
        if let refusal, request.expectsContinue { return refuseAtOnce(refusal, context) }
        if let refusal {
            enter(.refusing(refusal), within: server.limits.bodyTime)
        } else {
            enter(.receiving, within: server.limits.bodyTime)
        }
        if request.expectsContinue {
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
    }

    private func receive(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !request.body.append(bytes, limits: server.limits, budget: server.pool.budget) else { return }
        let reply = server.pool.tooLarge(
            request.body.bytes, received: request.received, traceID: request.head.traceID)
        request.body.release(to: server.pool.budget)
        isLast = true
        answer(reply, context)
    }

    private func decide(_ context: ChannelHandlerContext) {
        let job = request.job()
        phase = .deciding(job.call)
        wake = job.call.deadline
        alarm?.set(wake)
        let me = NIOLoopBound(self, eventLoop: context.eventLoop)
        for done in server.pool.decide([job], on: context.eventLoop, deliver: { me.value.deliver($0) }) {
            answer(done.answer, context)
        }
    }

    /// The answer, from another thread.
    private func deliver(_ answers: [ReviewPool.Done]) {
        guard let context, case .deciding = phase, let done = answers.first else { return }
        // An answer that comes after its deadline belongs to a request that was answered already.
        guard done.stream == request.number else { return }
        answer(done.answer, context)
    }

    private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        server.rejected(refusal, traceID: request.head.traceID)
        answer(refusal.answer, context)
    }

    /// Answers before the request has ended, which ends the connection.
    private func refuseAtOnce(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        request.body.release(to: server.pool.budget)
        isLast = true
        refuse(refusal, context)
    }

    private func answer(_ answer: ReviewAnswer, _ context: ChannelHandlerContext) {
        let closes = isLast || server.registry.isDraining
        write(answer, closes: closes, context)
        if closes {
            enter(.lingering, within: Self.linger)
            return
        }
        enter(.idle, within: server.limits.idle)
        while let part = queue.popFirst() {
            process(part, context)
            if case .deciding = phase { return }
        }
        if isReadHeld {
            isReadHeld = false
            context.read()
        }
    }

    private func write(_ answer: ReviewAnswer, closes: Bool, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders([
            ("Content-Type", answer.contentType), ("Content-Length", String(answer.body.count)),
        ])
        if closes { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !request.isHead {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        answersUnderWay += 1
        answerDue = .now() + server.limits.answerTime
        alarm?.set(answerDue)
        let me = NIOLoopBound(self, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in me.value.wasTaken() }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    private func wasTaken() {
        answersUnderWay -= 1
        guard answersUnderWay == 0 else { return }
        answerDue = .distantFuture
        // A client that has sent everything is closed at once; one that has not would lose the answer to a reset.
        if case .lingering = phase, request.hasEnded { context?.close(promise: nil) }
    }

    /// The client has sent everything after all.
    private func finishLingering(_ context: ChannelHandlerContext) {
        request.end()
        if answersUnderWay == 0 { context.close(promise: nil) }
    }

    /// How long an answered client may go on sending before the connection is closed.
    private static let linger = TimeAmount.seconds(1)
}

// MARK: Time

extension HTTP1Connection {
    private func enter(_ phase: Phase, within time: TimeAmount) {
        self.phase = phase
        wake = .now() + time
        alarm?.set(wake)
    }

    private func sweep() {
        guard let context else { return }
        let now = NIODeadline.now()
        if answerDue <= now { return cut(.slowReader, context) }
        if wake <= now { expire(context) }
        alarm?.set(min(wake, answerDue))
    }

    private func cut(_ reason: ServerMetrics.CloseReason, _ context: ChannelHandlerContext) {
        server.closed(reason, traceID: isUnderWay ? request.head.traceID : nil)
        alarm?.cancel()
        alarm = nil
        context.channel.cut()
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch phase {
        case .idle:
            cut(.idle, context)
        case .heading:
            cut(.slowHeaders, context)
        case .receiving, .refusing:
            refuseAtOnce(.slowBody, context)
        case .deciding(let call):
            guard let late = server.pool.expired(call) else {
                // It was decided in time: the answer comes in a moment.
                return wake = .distantFuture
            }
            answer(late, context)
        case .lingering:
            alarm?.cancel()
            alarm = nil
            context.channel.cut()
        }
    }
}
