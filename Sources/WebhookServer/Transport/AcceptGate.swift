import NIOCore
import NIOPosix

/// Accepts no connection while so many are open; others wait in the system's queue. Whoever counts connections closes
/// those over its limit as they come, but each is a file descriptor until that is done, and they may come faster.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// Connections over the limit that may be open until they are closed.
    static let excess = 4
    /// Connections that one look at the queue accepts.
    static let batch = 4

    private let limit: Int
    private var open = 0
    private var isWaiting = false

    /// - Parameter limit: connections that are served at once.
    init(limit: Int) { self.limit = limit }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        open += 1
        let gate = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            let (handler, context) = gate.value
            handler.closed(context)
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        // A whole batch fits.
        if open + Self.batch <= limit + Self.excess { context.read() } else { isWaiting = true }
    }

    func handlerRemoved(context: ChannelHandlerContext) { isWaiting = false }

    private func closed(_ context: ChannelHandlerContext) {
        open -= 1
        guard isWaiting else { return }
        isWaiting = false
        read(context: context)
    }
}

extension ServerBootstrap {
    /// With an `AcceptGate` before everything else.
    func accepting(_ limit: Int) -> ServerBootstrap {
        serverChannelOption(.maxMessagesPerRead, value: UInt(AcceptGate.batch))
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptGate(limit: limit))
                }
            }
    }
}
