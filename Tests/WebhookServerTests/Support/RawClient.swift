import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// A client that says nothing but what a test makes it say: over TLS, or over bare TCP.
final class RawClient: Sendable {
    let channel: any Channel
    private let received: Received

    private init(channel: any Channel, received: Received) {
        self.channel = channel
        self.received = received
    }

    /// - Parameter protocols: what is offered by ALPN; nil for a connection without TLS.
    static func connect(
        port: Int, protocols: [String]?, group: any EventLoopGroup,
        handlers: @escaping @Sendable () -> [any ChannelHandler] = { [] }
    ) async throws -> RawClient {
        let received = Received()
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let protocols {
                        var configuration = TLSConfiguration.makeClientConfiguration()
                        configuration.certificateVerification = .none
                        configuration.applicationProtocols = protocols
                        let context = try NIOSSLContext(configuration: configuration)
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandlers(handlers())
                    try channel.pipeline.syncOperations.addHandler(Collector(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, received: received)
    }

    /// Everything that the server has said.
    var text: String { received.bytes.withLockedValue { String(decoding: $0, as: UTF8.self) } }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Waits until the server closes the connection.
    func closed() async throws { try await channel.closeFuture.get() }

    func close() async throws { try? await channel.close() }

    /// HTTP/2's preface and an empty SETTINGS frame.
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
}

private final class Received: Sendable {
    // A lock of pthreads: ThreadSanitizer does not see into Synchronization.Mutex where two threads really wait for it.
    let bytes = NIOLockedValueBox<[UInt8]>([])
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: Received

    init(_ received: Received) { self.received = received }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        received.bytes.withLockedValue { $0.append(contentsOf: bytes.readableBytesView) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
