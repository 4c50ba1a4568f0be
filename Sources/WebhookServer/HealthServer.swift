import NIOCore
import NIOHTTP1
import NIOPosix

/// The second listener, in plain HTTP, for kubelet and Prometheus. It has a thread of its own, so that it answers
/// however busy the webhook is.
package final class HealthServer: Sendable {
    package let address: SocketAddress
    private let listener: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let registry: ConnectionRegistry

    private init(
        listener: any Channel, address: SocketAddress, group: MultiThreadedEventLoopGroup, registry: ConnectionRegistry
    ) {
        self.listener = listener
        self.address = address
        self.group = group
        self.registry = registry
    }

    /// - Parameter connections: as many are open at once; more are closed as they come.
    package static func start(
        host: String, port: Int, metrics: ServerMetrics, connections: Int = 256
    ) async throws -> HealthServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let registry = ConnectionRegistry(limit: connections)
        do {
            let listener = try await ServerBootstrap(group: group)
                .accepting(connections)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard registry.add(channel) else { throw ChannelError.ioOnClosedChannel }
                        var limits = ServerLimits()
                        limits.headers = 8 << 10
                        let decoder = HTTPRequestDecoder(
                            leftOverBytesStrategy: .dropBytes, limitConfiguration: .init(limits))
                        try channel.pipeline.syncOperations.addHandlers([
                            HTTPResponseEncoder(), ByteToMessageHandler(decoder), HealthConnection(metrics: metrics),
                        ])
                    }
                }
                .bind(host: host, port: port).get()
            guard let address = listener.localAddress else { throw ChannelError.unknownLocalAddress }
            return HealthServer(listener: listener, address: address, group: group, registry: registry)
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    package func shutDown() async throws {
        try? await listener.close()
        registry.closeAll()
        try await group.shutdownGracefully()
    }
}

/// One connection of the plain listener. It answers one request, and closes: there are few, and none can linger.
private final class HealthConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let metrics: ServerMetrics
    private var hasAnswered = false
    private var alarm: Alarm?

    init(metrics: ServerMetrics) { self.metrics = metrics }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        alarm = Alarm(on: context.eventLoop) { channel.close(promise: nil) }
        alarm?.set(.now() + Self.time)
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !hasAnswered else { return }
        hasAnswered = true
        let isRead = head.method == .GET || head.method == .HEAD
        let answer =
            isRead
            ? HealthAnswer.to(head.uri, metrics: metrics)
            : HealthAnswer(status: 405, body: "method not allowed: use GET\n")
        let headers = HTTPHeaders([
            ("Content-Type", answer.contentType), ("Content-Length", String(answer.body.utf8.count)),
            ("Connection", "close"),
        ])
        let response = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if head.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        }
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// For one request and its answer.
    private static let time = TimeAmount.seconds(10)
}
