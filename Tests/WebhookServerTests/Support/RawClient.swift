import NIOConcurrencyHelpers
import NIOCore
import NIOHPACK
import NIOPosix
import NIOSSL
import NIOTLS

/// A client that says nothing but what a test makes it say: over TLS, or over bare TCP.
final class RawClient: Sendable {
    let channel: any Channel
    private let received: Received
    private let handshake: EventLoopFuture<Void>

    private init(channel: any Channel, received: Received, handshake: EventLoopFuture<Void>) {
        self.channel = channel
        self.received = received
        self.handshake = handshake
    }

    /// - Parameter protocols: what is offered by ALPN; nil for a connection without TLS.
    static func connect(
        port: Int, protocols: [String]?, group: any EventLoopGroup,
        handlers: @escaping @Sendable () -> [any ChannelHandler] = { [] }
    ) async throws -> RawClient {
        let received = Received()
        let handshake = group.next().makePromise(of: Void.self)
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
                        try channel.pipeline.syncOperations.addHandler(HandshakeWaiter(handshake))
                    } else {
                        handshake.succeed()
                    }
                    try channel.pipeline.syncOperations.addHandlers(handlers())
                    try channel.pipeline.syncOperations.addHandler(Collector(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, received: received, handshake: handshake.futureResult)
    }

    /// Everything that the server has said.
    var text: String { received.bytes.withLockedValue { String(decoding: $0, as: UTF8.self) } }

    var bytes: [UInt8] { received.bytes.withLockedValue { Array($0) } }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Begins TLS on a connection that was made without it.
    func beginTLS(protocols: [String]) async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            configuration.applicationProtocols = protocols
            let handler = try NIOSSLClientHandler(
                context: NIOSSLContext(configuration: configuration), serverHostname: nil)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
        }.get()
    }

    /// Waits until the TLS handshake is done, or the connection is closed.
    func shaken() async throws { try await handshake.get() }

    /// Waits until the server closes the connection.
    func closed() async throws { try await channel.closeFuture.get() }

    func close() async throws { try? await channel.close() }

    /// HTTP/2's preface and an empty SETTINGS frame.
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
}

// HTTP/2, frame by frame.
extension RawClient {
    enum FrameType: UInt8 {
        case data = 0
        case settings = 4, ping = 6, goAway = 7
    }

    /// The payloads of the frames of a type that have come.
    func frames(_ type: FrameType) -> [ArraySlice<UInt8>] {
        var rest = bytes[...]
        var found: [ArraySlice<UInt8>] = []
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { break }
            if head[3] == type.rawValue { found.append(rest.dropFirst(9).prefix(length)) }
            rest = rest.dropFirst(9 + length)
        }
        return found
    }

    /// A POST of a small body: HEADERS and DATA.
    static func request(stream: UInt8, _ body: [UInt8]) throws -> [UInt8] {
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        var block = ByteBuffer()
        try encoder.encode(
            headers: HPACKHeaders([
                (":method", "POST"), (":path", "/validate"), (":scheme", "https"), (":authority", "pedigree"),
                ("content-type", "application/json"),
            ]), to: &block)
        let fields = Array(block.readableBytesView)
        return [0, 0, UInt8(fields.count), 1, 4, 0, 0, 0, stream] + fields
            + [0, 0, UInt8(body.count), 0, 1, 0, 0, 0, stream] + body
    }
}

private final class HandshakeWaiter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<Void>

    init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(_) = event { promise.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) { promise.succeed() }
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
