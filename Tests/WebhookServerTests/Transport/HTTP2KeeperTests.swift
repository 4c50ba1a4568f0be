import NIOCore
import Testing

@testable import WebhookServer

@Suite("Keeping an HTTP/2 connection honest")
struct HTTP2KeeperTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func keeper(_ change: (inout ServerLimits) -> Void = { _ in }) -> HTTP2Keeper {
        var limits = ServerLimits()
        change(&limits)
        return HTTP2Keeper(limits: limits, at: start)
    }

    @Test("a PING is due after its interval, and its silence ends the connection")
    func ping() {
        var keeper = keeper()
        #expect(keeper.due(at: start + .seconds(29)) == [])
        #expect(keeper.due(at: start + .seconds(30)) == [.ping])
        #expect(keeper.due(at: start + .seconds(44)) == [])
        #expect(keeper.due(at: start + .seconds(45)) == [.close(.pingTimeout)])
    }

    @Test("an acknowledged PING does not, and neither does somebody else's acknowledgement count")
    func acknowledged() {
        var keeper = keeper()
        #expect(keeper.due(at: start + .seconds(30)) == [.ping])
        #expect(keeper.acknowledged(7, at: start + .seconds(31)) == [])
        #expect(keeper.acknowledged(HTTP2Keeper.pingData, at: start + .seconds(32)) == [])
        #expect(keeper.due(at: start + .seconds(45)) == [])
        #expect(keeper.due(at: start + .seconds(60)) == [.ping])
    }

    @Test("an end is announced once, and comes with the acknowledgement or after three seconds")
    func drain() {
        for isAcknowledged in [true, false] {
            var keeper = keeper()
            keeper.opened(5)
            #expect(keeper.drain(at: start) == [.announceEnd])
            #expect(keeper.drain(at: start) == [])
            #expect(!keeper.isDrained)
            keeper.opened(7)
            if isAcknowledged {
                #expect(keeper.acknowledged(HTTP2Keeper.endData, at: start) == [.end])
            } else {
                #expect(keeper.due(at: start + .seconds(3)) == [.end])
            }
            #expect(keeper.isDrained)
            #expect(keeper.lastStream == 7)
            #expect(keeper.acknowledged(HTTP2Keeper.endData, at: start) == [])
        }
    }

    @Test("a connection is idle only without streams, and one that is ending is not idle again")
    func idle() {
        var keeper = keeper {
            $0.idle = .seconds(10)
            $0.pingInterval = .hours(1)
        }
        keeper.opened(1)
        #expect(keeper.due(at: start + .seconds(20)) == [])
        keeper.closed(isIdle: true, at: start + .seconds(20))
        #expect(keeper.due(at: start + .seconds(29)) == [])
        #expect(keeper.due(at: start + .seconds(30)) == [.announceEnd])
        keeper.closed(isIdle: true, at: start + .seconds(30))
        #expect(keeper.due(at: start + .seconds(32)) == [])
        #expect(keeper.due(at: start + .seconds(33)) == [.end])
        #expect(keeper.wake > start + .minutes(10))
    }

    @Test("a client that takes nothing is closed, and one that takes it again is not")
    func stall() {
        var keeper = keeper()
        keeper.writability(false, at: start)
        #expect(keeper.due(at: start + .seconds(9)) == [])
        keeper.writability(true, at: start + .seconds(9))
        #expect(keeper.due(at: start + .seconds(11)) == [])
        keeper.writability(false, at: start + .seconds(12))
        #expect(keeper.due(at: start + .seconds(22)) == [.close(.slowReader)])
        #expect(keeper.wake > start + .minutes(1))
    }
}
