import NIOCore
import NIOHPACK
import NIOHTTP2

/// One HTTP/2 connection: all of its streams in one place, without a channel for each.
///
/// NIOHTTP2Handler in front of it keeps the protocol (frames, states, flow control, floods); this decides what a stream
/// may cost: bytes, time, and its turn.
final class HTTP2Connection: ChannelInboundHandler, NIOHTTP2FrameDelegate {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    let server: ServerContext
    var streams: [HTTP2StreamID: HTTP2Stream] = [:]
    var keeper: HTTP2Keeper
    private var lanes: LargeLanes
    var ready: [ReviewPool.Job] = []
    var context: ChannelHandlerContext?
    var alarm: Alarm?
    private var sentErrorGoAway = false

    init(server: ServerContext) {
        self.server = server
        keeper = HTTP2Keeper(limits: server.limits, at: .now())
        lanes = LargeLanes(width: server.limits.largeBodiesPerConnection)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        alarm = Alarm(on: context.eventLoop) { [weak self] in self?.sweep() }
        write(.windowUpdate(windowSizeIncrement: Self.connectionWindow - 65_535), on: .rootStream, context)
        context.flush()
        alarm?.set(keeper.wake)
    }

    func handlerRemoved(context: ChannelHandlerContext) { forget() }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.payload {
        case .headers(let headers): receive(headers, on: frame.streamID, context)
        case .data(let data): receive(data, on: frame.streamID, context)
        case .ping(let data, ack: true): acknowledge(data, context)
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !ready.isEmpty {
            let jobs = ready
            ready.removeAll(keepingCapacity: true)
            let me = NIOLoopBound(self, eventLoop: context.eventLoop)
            for done in server.pool.decide(jobs, on: context.eventLoop, deliver: { me.value.deliver($0) }) {
                answer(done, context)
            }
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        keeper.writability(context.channel.isWritable, at: .now())
        alarm?.set(keeper.wake)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent: window(event, context)
        case let event as StreamClosedEvent: closed(event.streamID, context)
        case is ChannelShouldQuiesceEvent: drain(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream has ended that stream; an error of the connection has sent a GOAWAY that says so.
        guard sentErrorGoAway else { return }
        closed(.protocolError)
        context.close(promise: nil)
    }

    func wroteFrame(_ frame: HTTP2Frame) {
        if case .goAway(_, let code, _) = frame.payload, code != .noError { sentErrorGoAway = true }
    }

    /// The window of the whole connection: more than all of its streams together may send, since a stream must never
    /// wait for another one.
    private static let connectionWindow = 64 << 20
    /// The window of a stream in the large lane.
    private static let largeWindow = 1 << 20
}

// MARK: Requests

extension HTTP2Connection {
    private func receive(
        _ frame: HTTP2Frame.FramePayload.Headers, on id: HTTP2StreamID, _ context: ChannelHandlerContext
    ) {
        if streams[id] != nil {
            if frame.endStream { finish(id) }  // trailers
            return
        }
        let head = RequestHead(frame.headers)
        let now = NIODeadline.now()
        keeper.opened(id)
        var stream = HTTP2Stream(head: head, at: now, limits: server.limits)
        stream.hasEnded = frame.endStream
        alarm?.set(stream.wake)
        streams[id] = stream
        if let refusal = head.refusal() {
            refuse(id, refusal, context)
        } else if frame.endStream {
            refuse(id, .notAReview, context)
        }
    }

    private func receive(
        _ frame: HTTP2Frame.FramePayload.Data, on id: HTTP2StreamID, _ context: ChannelHandlerContext
    ) {
        guard case .byteBuffer(let bytes) = frame.data, streams[id]?.isReceiving == true else { return }
        let fits = streams[id]?.body.append(bytes, limits: server.limits, budget: server.pool.budget) ?? false
        if frame.endStream { streams[id]?.hasEnded = true }
        guard fits else {
            let reply = server.pool.tooLarge(
                streams[id]?.body.bytes ?? [], received: streams[id]?.received ?? .now(), traceID: streams[id]?.traceID)
            answer(id, reply, context)
            return context.flush()
        }
        if frame.endStream { finish(id) }
    }

    private func finish(_ id: HTTP2StreamID) {
        guard streams[id]?.isReceiving == true, let job = streams[id]?.job(stream: Int(id)) else { return }
        streams[id]?.hasEnded = true
        if let wake = streams[id]?.wake { alarm?.set(wake) }
        leaveLane(id)
        ready.append(job)
    }

    /// Later answers, from other threads.
    private func deliver(_ answers: [ReviewPool.Done]) {
        guard let context else { return }
        for done in answers { answer(done, context) }
        context.flush()
    }

    private func answer(_ done: ReviewPool.Done, _ context: ChannelHandlerContext) {
        let id = HTTP2StreamID(done.stream)
        // The client may have gone, or its deadline have been answered.
        guard case .deciding = streams[id]?.phase else { return }
        answer(id, done.answer, context)
    }

    func refuse(_ id: HTTP2StreamID, _ refusal: Refusal, _ context: ChannelHandlerContext) {
        server.rejected(refusal, traceID: streams[id]?.traceID)
        answer(id, refusal.answer, context)
        context.flush()
    }

    func answer(_ id: HTTP2StreamID, _ answer: ReviewAnswer, _ context: ChannelHandlerContext) {
        guard var stream = streams[id] else { return }
        stream.body.release(to: server.pool.budget)
        stream.phase = .answering
        stream.wake = .now() + server.limits.answerTime
        alarm?.set(stream.wake)
        streams[id] = stream
        leaveLane(id)
        let headers = HPACKHeaders([
            (":status", String(answer.status)), ("content-type", answer.contentType),
            ("content-length", String(answer.body.count)),
        ])
        let hasBody = !answer.body.isEmpty && !stream.isHead
        write(.headers(.init(headers: headers, endStream: !hasBody)), on: id, context)
        if hasBody {
            write(.data(.init(data: .byteBuffer(ByteBuffer(bytes: answer.body)), endStream: true)), on: id, context)
        }
        guard !stream.hasEnded, !stream.isAlmostHere(limits: server.limits) else { return }
        // RFC 9113, 8.1: after a whole answer the client is asked to stop sending. What waits to be flushed would be
        // dropped with the stream.
        context.flush()
        write(.rstStream(.noError), on: id, context)
    }

    private func closed(_ id: HTTP2StreamID, _ context: ChannelHandlerContext) {
        guard var stream = streams.removeValue(forKey: id) else { return }
        stream.body.release(to: server.pool.budget)
        if lanes.remove(id) { admitLarge(context) }
        keeper.closed(isIdle: streams.isEmpty, at: .now())
        alarm?.set(keeper.wake)
        if keeper.isDrained, streams.isEmpty { end(context) }
    }

    func write(
        _ payload: HTTP2Frame.FramePayload, on id: HTTP2StreamID, _ context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>? = nil
    ) {
        context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: promise)
    }
}

// MARK: Windows

extension HTTP2Connection {
    private func window(_ event: NIOHTTP2WindowUpdatedEvent, _ context: ChannelHandlerContext) {
        guard let size = event.inboundWindowSize else { return }
        guard event.streamID != .rootStream else {
            if size <= Self.connectionWindow / 2 {
                write(.windowUpdate(windowSizeIncrement: Self.connectionWindow - size), on: .rootStream, context)
            }
            return
        }
        guard let stream = streams[event.streamID] else { return }
        let target = stream.lane == .large ? Self.largeWindow : ServerLimits.smallBody
        guard stream.needsWindow(size, target: target) else { return }
        switch stream.lane {
        case .large:
            write(.windowUpdate(windowSizeIncrement: Self.largeWindow - size), on: event.streamID, context)
        case .small:
            streams[event.streamID]?.lane = .waiting
            lanes.wait(event.streamID)
            admitLarge(context)
        case .waiting:
            break
        }
    }

    /// Lets the next large bodies come, as far as there is room for them.
    private func admitLarge(_ context: ChannelHandlerContext) {
        while let id = lanes.next() {
            guard streams[id]?.isReceiving == true else {
                lanes.remove(id)
                continue
            }
            streams[id]?.lane = .large
            write(.windowUpdate(windowSizeIncrement: Self.largeWindow), on: id, context)
        }
    }

    private func leaveLane(_ id: HTTP2StreamID) {
        guard streams[id]?.lane != .small, lanes.remove(id), let context else { return }
        admitLarge(context)
    }
}
