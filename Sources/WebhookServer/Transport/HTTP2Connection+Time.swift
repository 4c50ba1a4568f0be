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
        case .deciding(let call):
            guard let late = server.pool.expired(call) else {
                // It was decided in time: the answer comes in a moment.
                streams[id]?.wake = .distantFuture
                return
            }
            answer(id, late, context)
        case .answering:
            server.closed(.slowReader, traceID: stream.traceID)
            streams[id]?.wake = .distantFuture
            write(.rstStream(.cancel), on: id, context)
        }
    }

    private func perform(_ action: HTTP2Keeper.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .ping:
            write(.ping(HTTP2PingData(withInteger: HTTP2Keeper.pingData), ack: false), on: .rootStream, context)
        case .announceEnd:
            announceEnd(context)
            write(.ping(HTTP2PingData(withInteger: HTTP2Keeper.endData), ack: false), on: .rootStream, context)
        case .end:
            goAway(keeper.lastStream, context)
            if streams.isEmpty { end(context) }
        case .close(let reason):
            closed(reason)
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

    /// GOAWAY with the highest id, past NIOHTTP2Handler: that takes every GOAWAY for the last word, and where no stream is
    /// open at that moment it ends the connection with PROTOCOL_ERROR when a request comes that was under way
    /// (`closeIfNeeded` in its ConnectionStateMachine). RFC 9113, 6.8 has the server wait for these.
    private func announceEnd(_ context: ChannelHandlerContext) {
        let handler = try? context.pipeline.syncOperations.context(handlerType: NIOHTTP2Handler.self)
        var frame = context.channel.allocator.buffer(capacity: 17)
        // Length 8, type GOAWAY, no flags, stream 0; the highest id, NO_ERROR.
        frame.writeBytes([0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
        handler?.write(NIOAny(frame), promise: nil)
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

    /// Counts and logs the end of the connection once, and logs each request that ends with it.
    func closed(_ reason: ServerMetrics.CloseReason) {
        server.metrics.closed(reason)
        if streams.isEmpty { server.log.cut(reason) }
        for stream in streams.values { server.log.cut(reason, traceID: stream.traceID) }
    }

    func forget() {
        if server.registry.isForced {
            for stream in streams.values where stream.isDeciding { server.closed(.shutdown, traceID: stream.traceID) }
        }
        for id in streams.keys { streams[id]?.body.release(to: server.pool.budget) }
        streams.removeAll()
        ready.forEach { server.pool.budget.give($0.held) }
        ready.removeAll()
        alarm?.cancel()
        alarm = nil
        context = nil
    }
}
