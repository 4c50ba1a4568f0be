import NIOCore
import NIOHTTP2

extension HTTP2Connection {
    /// Ends what has lasted too long.
    func sweep() {
        guard let context else { return }
        let now = NIODeadline.now()
        for (id, stream) in streams where stream.wake <= now { expire(id, stream, context) }
        for action in keeper.due(at: now) { perform(action, context) }
        alarm?.set(keeper.wake)
        if let wake = streams.values.lazy.map(\.wake).min() { alarm?.set(wake) }
        context.flush()
    }

    private func expire(_ id: HTTP2StreamID, _ stream: HTTP2Stream, _ context: ChannelHandlerContext) {
        switch stream.phase {
        case .receiving:
            refuse(id, .slowBody, context)
        case .deciding(let body):
            answer(id, server.pool.expired(body), context)
        case .answering:
            server.metrics.closed(.slowReader)
            streams[id]?.wake = .distantFuture
            write(.rstStream(.cancel), on: id, context)
        }
    }

    private func perform(_ action: HTTP2Keeper.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .ping:
            write(.ping(HTTP2PingData(withInteger: HTTP2Keeper.pingData), ack: false), on: .rootStream, context)
        case .announceEnd:
            goAway(.maxID, context)
            write(.ping(HTTP2PingData(withInteger: HTTP2Keeper.endData), ack: false), on: .rootStream, context)
        case .end:
            goAway(keeper.lastStream, context)
            if streams.isEmpty { end(context) }
        case .close(let reason):
            server.metrics.closed(reason)
            context.channel.cut()
        }
    }

    func acknowledge(_ data: HTTP2PingData, _ context: ChannelHandlerContext) {
        for action in keeper.acknowledged(data.integer, at: .now()) { perform(action, context) }
        alarm?.set(keeper.wake)
        context.flush()
    }

    /// Finishes what is in flight and takes no more.
    func drain(_ context: ChannelHandlerContext) {
        for action in keeper.drain(at: .now()) { perform(action, context) }
        alarm?.set(keeper.wake)
        context.flush()
    }

    private func goAway(_ last: HTTP2StreamID, _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>? = nil)
    {
        write(
            .goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil), on: .rootStream, context,
            promise: promise)
    }

    /// Closes the connection when everything that was written has left.
    func end(_ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        goAway(keeper.lastStream, context, promise: written)
        let channel = context.channel
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.flush()
    }

    func forget() {
        for id in streams.keys { streams[id]?.body.release(to: server.pool.budget) }
        streams.removeAll()
        ready.forEach { server.pool.budget.give($0.held) }
        ready.removeAll()
        alarm?.cancel()
        alarm = nil
        context = nil
    }
}
