import NIOCore
import NIOEmbedded
import NIOPosix
import Synchronization
import Testing

@testable import WebhookServer

@Suite("What is accepted")
struct AcceptGateTests {
    /// Counts the reads that come through.
    private final class Reads: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var count = 0
        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    private func listener(_ limit: Int) throws -> (EmbeddedChannel, Reads) {
        let reads = Reads()
        let channel = EmbeddedChannel(handlers: [reads, AcceptGate(limit: limit)])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        reads.count = 0
        return (channel, reads)
    }

    @Test("no more than the limit and what is about to be closed is open at once, and room is used again")
    func bounded() throws {
        let limit = 3
        let (listener, reads) = try listener(limit)
        var open: [EmbeddedChannel] = []
        for _ in 0..<100 {
            let before = reads.count
            listener.pipeline.read()
            guard reads.count > before else { break }
            // A whole batch comes.
            for _ in 0..<AcceptGate.batch {
                let child = EmbeddedChannel(loop: listener.embeddedEventLoop)
                open.append(child)
                listener.pipeline.fireChannelRead(child as any Channel)
            }
        }
        #expect(open.count > limit && open.count <= limit + AcceptGate.excess)
        let before = reads.count
        for child in open.prefix(AcceptGate.batch) { _ = try child.finish() }
        listener.embeddedEventLoop.run()
        #expect(reads.count == before + 1)
        for child in open.dropFirst(AcceptGate.batch) { _ = try child.finish() }
        _ = try listener.finish(acceptAlreadyClosed: true)
    }

    @Test("a listener that is closed reads no more when its connections end")
    func closedListener() throws {
        let (listener, reads) = try listener(0)
        var open: [EmbeddedChannel] = []
        for _ in 0..<AcceptGate.excess {
            let child = EmbeddedChannel(loop: listener.embeddedEventLoop)
            open.append(child)
            listener.pipeline.fireChannelRead(child as any Channel)
        }
        listener.pipeline.read()
        let before = reads.count
        _ = try listener.finish()
        for child in open { _ = try child.finish() }
        listener.embeddedEventLoop.run()
        #expect(reads.count == before)
    }
}
