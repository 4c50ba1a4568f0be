import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOSSL
import NIOTLS

/// Waits for the end of the TLS handshake, not for ever, and then sets up the protocol that was agreed on.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let server: ServerContext
    private var alarm: Alarm?
    /// Whether the server has begun to end. A client whose handshake is under way has sent its first request with it,
    /// or is about to.
    private var isEnding = false

    init(server: ServerContext) { self.server = server }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        let server = server
        alarm = Alarm(on: context.eventLoop) {
            server.closed(.handshakeTimeout)
            channel.cut()
        }
        alarm?.set(.now() + server.limits.handshake)
    }

    func handlerRemoved(context: ChannelHandlerContext) { alarm?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let agreed) = event as? TLSUserEvent {
            alarm?.cancel()
            do {
                try setUp(agreed, context)
                let pipeline = context.pipeline
                pipeline.syncOperations.removeHandler(self, promise: nil)
                if isEnding { pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
            } catch {
                context.close(promise: nil)
            }
        } else if event is ChannelShouldQuiesceEvent {
            isEnding = true
            alarm?.set(.now() + server.limits.lastRequest)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        server.closed(.handshakeFailed, detail: "\(error)")
        context.close(promise: nil)
    }

    private func setUp(_ agreed: String?, _ context: ChannelHandlerContext) throws {
        let pipeline = context.pipeline.syncOperations
        let handlers = agreed == "h2" ? Self.http2(server) : Self.http1(server)
        var previous: any ChannelHandler = self
        // One by one, from the network inwards: each may write as soon as it is added.
        for handler in [WriteCoalescing()] + handlers {
            try pipeline.addHandler(handler, position: .after(previous))
            previous = handler
        }
    }

    private static func http2(_ server: ServerContext) -> [any ChannelHandler] {
        let connection = HTTP2Connection(server: server)
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: server.limits.streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: server.limits.headers),
            HTTP2Setting(parameter: .initialWindowSize, value: ServerLimits.smallBody),
        ]
        // A stream that this side has reset may still receive what was under way.
        configuration.maximumRecentlyResetStreams = max(32, server.limits.streams)
        let protocolHandler = NIOHTTP2Handler(
            mode: .server, frameDelegate: connection, connectionConfiguration: configuration)
        return [protocolHandler, connection]
    }

    private static func http1(_ server: ServerContext) -> [any ChannelHandler] {
        let limits = NIOHTTPDecoderLimitConfiguration(server.limits)
        return [
            HTTPResponseEncoder(),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)),
            HTTP1Connection(server: server),
        ]
    }
}

extension NIOHTTPDecoderLimitConfiguration {
    init(_ limits: ServerLimits) {
        self.init()
        maxHeaderFieldSize = limits.headers
        maxHeaderListSize = limits.headers
        maxHeaderFieldCount = 100
    }
}
