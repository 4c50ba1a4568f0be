import NIOConcurrencyHelpers
import NIOCore
import Synchronization

/// The open connections, so that there are not too many of them and so that all can be asked to end.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isDraining = false
        var whenEmpty: [EventLoopPromise<Void>] = []
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())
    private let draining = Atomic<Bool>(false)
    private let forced = Atomic<Bool>(false)

    init(limit: Int) { self.limit = limit }

    var count: Int { state.withLockedValue { $0.channels.count } }
    var isDraining: Bool { draining.load(ordering: .relaxed) }
    /// Whether connections are closed whatever is in flight.
    var isForced: Bool { forced.load(ordering: .relaxed) }

    /// - Returns: whether there is room for the connection.
    func add(_ channel: any Channel) -> Bool {
        let isAdded = state.withLockedValue { state in
            guard !state.isDraining, state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        if isAdded {
            channel.closeFuture.whenComplete { [self] _ in remove(channel) }
        }
        return isAdded
    }

    /// Says that the server will end: it is not ready any more, and answers of HTTP/1.1 end their connections, but whoever
    /// comes is still served.
    func announceEnd() { draining.store(true, ordering: .relaxed) }

    /// Asks every connection to finish what is in flight and to close.
    func drain(on loop: any EventLoop) -> EventLoopFuture<Void> {
        announceEnd()
        let empty = loop.makePromise(of: Void.self)
        let channels = state.withLockedValue { state in
            state.isDraining = true
            if !state.channels.isEmpty { state.whenEmpty.append(empty) }
            return Array(state.channels.values)
        }
        if channels.isEmpty { empty.succeed() }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        return empty.futureResult
    }

    /// Closes every connection, whatever it is doing.
    func closeAll() {
        forced.store(true, ordering: .relaxed)
        for channel in state.withLockedValue({ Array($0.channels.values) }) { channel.cut() }
    }

    private func remove(_ channel: any Channel) {
        let promises = state.withLockedValue { state in
            state.channels.removeValue(forKey: ObjectIdentifier(channel))
            guard state.channels.isEmpty else { return [EventLoopPromise<Void>]() }
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        for promise in promises { promise.succeed() }
    }
}
