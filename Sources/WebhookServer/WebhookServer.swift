import NIOCore
import NIOPosix
import NIOSSL

/// The webhook: TLS, HTTP/2 and HTTP/1.1, one route.
package final class WebhookServer: Sendable {
    /// Where it listens, with the port that was given to it where it asked for port 0.
    package let address: SocketAddress
    private let listener: any Channel
    private let server: ServerContext
    private let group: any EventLoopGroup

    private init(listener: any Channel, address: SocketAddress, server: ServerContext, group: any EventLoopGroup) {
        self.listener = listener
        self.address = address
        self.server = server
        self.group = group
    }

    /// Begins to listen.
    package static func start(
        host: String, port: Int, certificate: ServerCertificate, handler: ReviewHandler, limits: ServerLimits,
        metrics: ServerMetrics, log: RequestLog = .nobody, group: any EventLoopGroup
    ) async throws -> WebhookServer {
        let server = ServerContext(
            limits: limits, pool: ReviewPool(handler: handler, limits: limits, metrics: metrics, log: log),
            metrics: metrics, registry: ConnectionRegistry(limit: limits.connections), log: log)
        metrics.watch(registry: server.registry, budget: server.pool.budget)
        let listener = try await ServerBootstrap(group: group)
            .accepting(limits.connections)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try setUp(channel, certificate: certificate, server: server) }
            }
            .bind(host: host, port: port).get()
        guard let address = listener.localAddress else { throw ChannelError.unknownLocalAddress }
        return WebhookServer(listener: listener, address: address, server: server, group: group)
    }

    /// Says that it is not ready any more, and serves whoever comes all the same until `delay` is over: a Service goes on
    /// sending new connections until the end of a pod has come to every node.
    package func announceEnd(for delay: TimeAmount = .zero) async {
        server.registry.announceEnd()
        if delay > .zero { try? await Task.sleep(for: .nanoseconds(delay.nanoseconds)) }
    }

    /// Stops accepting, lets every request that is in flight be answered, and returns when all connections are closed,
    /// by force after `grace`.
    ///
    /// - Returns: whether everything was answered within the grace time.
    package func shutDown(grace: TimeAmount) async throws -> Bool {
        try? await listener.close()
        let loop = group.next()
        let force = loop.scheduleTask(in: grace) { [server] in
            server.registry.closeAll()
            return server.registry.count
        }
        try await server.registry.drain(on: loop).get()
        force.cancel()
        let wasForced = (try? await force.futureResult.get()) != nil
        try await server.pool.shutDown()
        return !wasForced
    }

    private static func setUp(_ channel: any Channel, certificate: ServerCertificate, server: ServerContext) throws {
        guard server.registry.add(channel) else {
            server.closed(.tooManyConnections)
            throw ChannelError.ioOnClosedChannel
        }
        server.metrics.accepted()
        try channel.pipeline.syncOperations.addHandlers([
            NIOSSLServerHandler(context: certificate.context), HandshakeHandler(server: server),
        ])
    }
}
