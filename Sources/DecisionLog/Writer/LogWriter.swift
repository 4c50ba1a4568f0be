import Foundation
import NIOConcurrencyHelpers

/// Writes decisions to a store from a thread of its own, in batches; whoever decides hands over a closure and goes on.
package final class LogWriter: Sendable {
    package typealias Then = @Sendable (Result<Void, LogFailure>) -> Void
    /// Entries that are in the store now, in the order of their chain.
    package typealias Committed = @Sendable ([(place: ChainPlace, time: Date, body: EntryBody)]) -> Void

    struct State {
        var queue = LogQueue()
        var status = LogStatus()
        /// Lost, and not told by an entry yet.
        var untold = 0
        /// Whether the thread sleeps until something comes.
        var isWaiting = false
        var isClosing = false
        var closeDeadline = Date.distantFuture
    }

    /// Of the chain that it writes.
    package let chain: String
    let settings: LogSettings
    let state = NIOLockedValueBox(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let onAlarm: @Sendable (String) -> Void

    /// Opens the log: migrates it, and begins a chain with an entry `opened`.
    ///
    /// - Parameters:
    ///   - onCommitted: is told on the writer's thread what is in the store now.
    ///   - onAlarm: is told in a sentence what somebody should look at: a loss, a store that cannot be written, and its end.
    package init(
        _ store: any DecisionStore, _ settings: LogSettings, now: @escaping @Sendable () -> Date = { Date() },
        onCommitted: @escaping Committed = { _ in }, onAlarm: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(LogFailure) {
        self.settings = settings
        self.onAlarm = onAlarm
        var appender = ChainAppender(store)
        try appender.open(settings, at: now())
        chain = appender.head.writer
        let desk = NIOLockedValueBox<WriterDesk?>(
            WriterDesk(self.settings, appender, now: now, onCommitted: onCommitted))
        let thread = Thread { self.run(desk) }
        thread.stackSize = 2 << 20
        thread.start()
    }

    /// How it goes.
    package var status: LogStatus {
        state.withLockedValue { state in
            var status = state.status
            status.depth = state.queue.depth
            return status
        }
    }

    /// Hands over a decision. `make` runs on the writer's thread.
    ///
    /// - Parameters:
    ///   - isDenial: whether it was refused or could not be decided: such never take the room of admissions.
    ///   - bytes: about what `make` keeps in memory until then.
    ///   - then: is told on the writer's thread, once the entry is in the store, or why it is not; also where there is no room.
    package func submit(
        isDenial: Bool, bytes: Int = 3072, then: Then? = nil, _ make: @escaping @Sendable () -> Decision
    ) {
        add(LogItem(content: .decision(make), isDenial: isDenial, bytes: bytes, then: then))
    }

    /// Hands over what was observed.
    package func append(_ body: EntryBody, then: Then? = nil) {
        add(LogItem(content: .body(body), isDenial: false, bytes: 1024, then: then))
    }

    /// Writes what waits, with a checkpoint behind it, and ends. What comes later is refused.
    ///
    /// - Returns: whether everything was written by then.
    @discardableResult
    package func close(by deadline: Date) -> Bool {
        state.withLockedValue { state in
            state.isClosing = true
            state.closeDeadline = min(state.closeDeadline, deadline)
            state.isWaiting = false
        }
        wake.signal()
        // A call to the store may hang for longer; the process does not wait for that.
        let patience = max(deadline.timeIntervalSinceNow, 0) + 1
        let result = ended.wait(timeout: .now() + patience)
        if result == .success { ended.signal() }
        return result == .success && state.withLockedValue { $0.queue.depth == 0 && $0.untold == 0 }
    }

    private func add(_ item: LogItem) {
        let (isTaken, mustWake, isFirstLoss) = state.withLockedValue { state -> (Bool, Bool, Bool) in
            guard !state.isClosing, state.queue.add(item, settings) else {
                state.status.lost += 1
                state.untold += 1
                return (false, false, state.untold == 1)
            }
            defer { state.isWaiting = false }
            return (true, state.isWaiting, false)
        }
        // Only a thread that sleeps is woken: a wake for each entry costs as much as a small decision.
        if mustWake { wake.signal() }
        guard !isTaken else { return }
        if isFirstLoss { onAlarm(losing) }
        item.then?(.failure(LogFailure(.unavailable, noRoom)))
    }

    private func run(_ desk: NIOLockedValueBox<WriterDesk?>) {
        // Set before the thread runs it is a name that nobody else sees.
        Thread.current.name = "decision log"
        work(desk)
        ended.signal()
    }

    // The desk, and the store with it, is let go before anybody is told of the end: whoever opens it next finds it free.
    private func work(_ box: NIOLockedValueBox<WriterDesk?>) {
        guard var desk = box.withLockedValue({ $0.take() }) else { return }
        while true {
            let (items, untold, isLast) = state.withLockedValue { state in
                (state.queue.take(desk.room), state.untold, state.isClosing && state.queue.isEmpty)
            }
            let pause = desk.work(items, untold: untold, isLast: isLast, self)
            if isLast, desk.isDone || isTooLate { break }
            sleep(pause)
        }
        desk.giveUp(self)
    }

    private var isTooLate: Bool { state.withLockedValue { $0.closeDeadline < Date() } }

    /// Until something comes, or `pause` is over. While the store cannot be written nothing that comes shortens it.
    private func sleep(_ pause: Double) {
        let (mayWait, isClosing) = state.withLockedValue { state -> (Bool, Bool) in
            let isFailing = state.status.failure != nil
            state.isWaiting = !isFailing && state.queue.isEmpty && !state.isClosing
            return (isFailing || state.isWaiting, state.isClosing)
        }
        guard mayWait else { return }
        let result = wake.wait(timeout: .now() + (isClosing ? min(pause, 0.1) : pause))
        state.withLockedValue { $0.isWaiting = false }
        // What comes one by one gathers; before-response commits while others gather.
        if result == .success, settings.durability == .async { Thread.sleep(forTimeInterval: settings.gathering) }
    }

    // MARK: For the writer's thread

    func update(_ change: (inout LogStatus) -> Void) { state.withLockedValue { change(&$0.status) } }

    /// - Returns: whether this is a change from going well to failing, or back.
    func set(_ failure: LogStatus.Failure?) -> Bool {
        state.withLockedValue { state in
            let before = state.status.failure
            guard let failure else {
                state.status.failure = nil
                return before != nil
            }
            state.status.failure = .init(since: before?.since ?? failure.since, reason: failure.reason)
            return before == nil
        }
    }

    var isFailing: Bool { state.withLockedValue { $0.status.failure != nil } }

    /// That nobody waits for these any longer, and that an entry tells of so many that were lost.
    func finished(_ items: [LogItem], told: Int) {
        state.withLockedValue { state in
            state.queue.finished(items)
            state.untold -= told
        }
    }

    /// What came since and somebody waits for.
    func takeAwaited() -> [LogItem] { state.withLockedValue { $0.queue.takeAwaited() } }

    /// What still waits when there is no time left.
    func abandon(_ pending: [LogItem]) {
        let items = state.withLockedValue { state in
            let items = pending + state.queue.take(.max)
            state.queue.finished(items)
            state.status.lost += items.count
            state.untold += items.count
            return items
        }
        guard !items.isEmpty else { return }
        onAlarm(abandoned(items.count))
        for item in items { item.then?(.failure(LogFailure(.unavailable, noTime))) }
    }

    func alarm(_ message: String) { onAlarm(message) }
}

// MARK: - What the user reads

private let losing =
    "the decision log takes no more entries for now: decisions are made that it does not keep; they are counted"
private let noRoom = "the decision log has no room for another entry: its database is too slow or cannot be written"
private let noTime = "the decision log was closed before the entry could be written"
private func abandoned(_ count: Int) -> String {
    "\(count) entries of the decision log were not written: it was closed while its database could not be written"
}
