import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// One HTTP/2 connection with as many streams as a test likes.
final class HTTP2Client: Sendable {
    private let channel: any Channel
    private let streams: NIOLoopBound<HTTP2ClientStreams>

    private init(channel: any Channel, streams: NIOLoopBound<HTTP2ClientStreams>) {
        self.channel = channel
        self.streams = streams
    }

    static func connect(
        port: Int, group: any EventLoopGroup, window: Int = 65_535
    ) async throws -> HTTP2Client {
        try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    var configuration = TLSConfiguration.makeClientConfiguration()
                    configuration.certificateVerification = .none
                    configuration.applicationProtocols = ["h2"]
                    let context = try NIOSSLContext(configuration: configuration)
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLClientHandler(context: context, serverHostname: nil),
                        NIOHTTP2Handler(
                            mode: .client,
                            initialSettings: [HTTP2Setting(parameter: .initialWindowSize, value: window)]),
                        HTTP2ClientStreams(),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .flatMapThrowing { channel in
                let streams = try channel.pipeline.syncOperations.handler(type: HTTP2ClientStreams.self)
                return HTTP2Client(channel: channel, streams: NIOLoopBound(streams, eventLoop: channel.eventLoop))
            }
            .get()
    }

    /// Posts a body, and waits for the answer.
    func post(_ body: [UInt8], path: String = "/validate?timeout=30s") async throws -> Answer {
        try await start(body, path: path).get()
    }

    /// Posts a body. Without its end the server goes on waiting for it.
    func start(
        _ body: [UInt8], path: String = "/validate?timeout=30s", isWhole: Bool = true
    ) async throws -> EventLoopFuture<Answer> {
        try await channel.eventLoop.submit { [streams, channel] in
            streams.value.post(body, path: path, isWhole: isWhole, on: channel.eventLoop)
        }.get()
    }

    /// Whether the server has said that it takes no new streams.
    var isGoingAway: Bool {
        get async throws { try await channel.eventLoop.submit { [streams] in streams.value.isGoingAway }.get() }
    }

    /// How often the server has asked whether this client is still there.
    var pings: Int {
        get async throws { try await channel.eventLoop.submit { [streams] in streams.value.pings }.get() }
    }

    func closed() async throws { try await channel.closeFuture.get() }
    func close() async throws { try? await channel.close() }
}

private final class HTTP2ClientStreams: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private var next = 1
    private var answers: [HTTP2StreamID: (promise: EventLoopPromise<Answer>, answer: Answer)] = [:]
    private var context: ChannelHandlerContext?
    private(set) var isGoingAway = false
    private(set) var pings = 0

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func post(
        _ body: [UInt8], path: String, isWhole: Bool, on loop: any EventLoop
    ) -> EventLoopFuture<Answer> {
        guard let context else { return loop.makeFailedFuture(StreamFailed(reason: "not connected")) }
        let id = HTTP2StreamID(next)
        next += 2
        let promise = context.eventLoop.makePromise(of: Answer.self)
        answers[id] = (promise, Answer(status: 0, body: ""))
        let headers = HPACKHeaders([
            (":method", "POST"), (":path", path), (":scheme", "https"), (":authority", "localhost"),
            ("content-type", "application/json"),
        ])
        write(.headers(.init(headers: headers)), on: id, context)
        write(.data(.init(data: .byteBuffer(ByteBuffer(bytes: body)), endStream: isWhole)), on: id, context)
        context.flush()
        return promise.futureResult
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.payload {
        case .headers(let headers):
            answers[frame.streamID]?.answer.status = headers.headers.first(name: ":status").flatMap(Int.init) ?? 0
            if headers.endStream { finish(frame.streamID) }
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data {
                answers[frame.streamID]?.answer.body += String(decoding: bytes.readableBytesView, as: UTF8.self)
            }
            if data.endStream { finish(frame.streamID) }
        case .goAway: isGoingAway = true
        case .ping(_, ack: false): pings += 1
        default: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? StreamClosedEvent, let reason = event.reason else { return }
        answers.removeValue(forKey: event.streamID)?.promise.fail(StreamFailed(reason: "\(reason)"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    func channelInactive(context: ChannelHandlerContext) {
        for (promise, _) in answers.values { promise.fail(StreamFailed(reason: "the connection was closed")) }
        answers.removeAll()
        self.context = nil
        context.fireChannelInactive()
    }

    private func finish(_ id: HTTP2StreamID) {
        guard let (promise, answer) = answers.removeValue(forKey: id) else { return }
        promise.succeed(answer)
    }

    private func write(_ payload: HTTP2Frame.FramePayload, on id: HTTP2StreamID, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
    }
}

struct StreamFailed: Error, Equatable {
    var reason: String
}
