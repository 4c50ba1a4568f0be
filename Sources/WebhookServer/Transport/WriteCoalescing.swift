import NIOCore

/// Gathers what is written before a flush into one buffer, so that one answer is one TLS record and not three.
final class WriteCoalescing: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = ByteBuffer

    private var gathered: ByteBuffer?
    private var promise: EventLoopPromise<Void>?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .byteBuffer(var buffer) = unwrapOutboundIn(data) else {
            // Nothing here sends files.
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        join(promise)
        if gathered == nil {
            gathered = buffer
        } else {
            gathered?.writeBuffer(&buffer)
        }
    }

    func flush(context: ChannelHandlerContext) {
        passOn(context)
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        passOn(context)
        context.close(mode: mode, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        promise?.fail(ChannelError.ioOnClosedChannel)
        promise = nil
        gathered = nil
    }

    private func join(_ other: EventLoopPromise<Void>?) {
        guard let other else { return }
        if let promise {
            promise.futureResult.cascade(to: other)
        } else {
            promise = other
        }
    }

    private func passOn(_ context: ChannelHandlerContext) {
        guard let buffer = gathered else { return }
        let promise = promise
        gathered = nil
        self.promise = nil
        context.write(wrapOutboundOut(buffer), promise: promise)
    }
}
