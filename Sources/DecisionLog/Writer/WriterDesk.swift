import FoundationEssentials

/// What only the writer's thread touches: it makes entries of what was handed over, and puts them into the store.
struct WriterDesk: Sendable {
    private struct Pending {
        /// nil for a denial that was counted: it waits for the commit, too.
        var body: EntryBody?
        var time: Date
        var item: LogItem?
        /// Whether an append of it has failed, and it may be written all the same.
        var isUnsure = false
    }

    private let settings: LogSettings
    private var appender: ChainAppender
    private let now: @Sendable () -> Date
    private let onCommitted: LogWriter.Committed
    private var limiter: DenialLimiter
    private var checkpointer: Checkpointer
    private var pending: [Pending] = []
    /// Lost decisions that a pending entry tells of.
    private var telling = 0
    private var pause: Double
    private var nextRetention: Date
    private var hasClosed = false

    init(
        _ settings: LogSettings, _ appender: ChainAppender, now: @escaping @Sendable () -> Date,
        onCommitted: @escaping LogWriter.Committed
    ) {
        (self.settings, self.appender, self.now, self.onCommitted) = (settings, appender, now, onCommitted)
        limiter = DenialLimiter(window: settings.denialWindow, perNamespace: settings.denialsPerNamespace)
        checkpointer = Checkpointer(settings, at: now())
        pause = settings.shortestPause
        nextRetention = now()
    }

    /// How many more items can be worked on.
    var room: Int { pending.isEmpty ? settings.batch : 0 }

    /// Whether nothing is left to be written.
    var isDone: Bool { hasClosed && pending.isEmpty }

    /// Nothing is written any more.
    mutating func giveUp(_ writer: LogWriter) {
        writer.abandon(pending.compactMap(\.item))
        pending = []
    }

    /// - Returns: seconds until there is something to do again, whatever comes.
    mutating func work(_ items: [LogItem], untold: Int, isLast: Bool, _ writer: LogWriter) -> Double {
        let time = now()
        for item in items { prepare(item, time, writer) }
        let everything = isLast || settings.durability == .beforeResponse
        for count in limiter.counts(at: time, everything: everything) {
            pending.append(Pending(body: .denials(count), time: time))
        }
        if telling == 0, untold > 0 {
            telling = untold
            pending.append(Pending(body: .lost(count: untold, reason: overflow), time: time))
        }
        do throws(LogFailure) {
            try settle(writer)
            try write(writer)
            if !hasClosed { try writeCheckpoint(isForced: isLast, writer) }
            if isLast { hasClosed = true }
            try removeOld(isLast: isLast, writer)
            recovered(writer)
            return Self.idle
        } catch {
            return failed(error, writer)
        }
    }

    private mutating func prepare(_ item: LogItem, _ time: Date, _ writer: LogWriter) {
        switch item.content {
        case .body(let body): pending.append(Pending(body: body, time: time, item: item))
        case .decision(let make):
            let decision = make()
            guard item.isDenial, !limiter.keeps(decision, at: time) else {
                pending.append(Pending(body: .reviewed(decision), time: decision.time, item: item))
                return
            }
            writer.update { $0.counted += 1 }
            pending.append(Pending(body: nil, time: time, item: item))
        }
    }

    /// Nothing is written twice.
    private mutating func settle(_ writer: LogWriter) throws(LogFailure) {
        let entries = try appender.settle()
        if !entries.isEmpty {
            committed(entries, try entries.map { entry throws(LogFailure) in try entry.decoded() }, writer)
            let items = pending.filter(\.isUnsure).compactMap(\.item)
            pending.removeAll(where: \.isUnsure)
            let isTold = entries.contains { $0.kind == EntryBody.lost(count: 0, reason: "").kind }
            writer.finished(items, told: isTold ? telling : 0)
            if isTold { telling = 0 }
            for item in items { item.then?(.success(())) }
        }
        for index in pending.indices { pending[index].isUnsure = false }
    }

    private mutating func write(_ writer: LogWriter) throws(LogFailure) {
        let bodies = pending.compactMap { pending in pending.body.map { (body: $0, time: pending.time) } }
        do throws(LogFailure) {
            committed(try appender.append(bodies), bodies.map(\.body), writer)
        } catch {
            for index in pending.indices { pending[index].isUnsure = true }
            throw error
        }
        let items = pending.compactMap(\.item)
        pending = []
        writer.finished(items, told: telling)
        telling = 0
        for item in items { item.then?(.success(())) }
    }

    private mutating func writeCheckpoint(isForced: Bool = false, _ writer: LogWriter) throws(LogFailure) {
        let time = now()
        // After a failure it shows that the store can be written again, where nothing else comes.
        guard isForced || checkpointer.isDue(at: time) || writer.isFailing else { return }
        let (checkpoint, complaint) = try checkpointer.make(appender, at: time)
        if let complaint { writer.alarm(complaint) }
        let body = EntryBody.checkpoint(checkpoint)
        let entries = try appender.append([(body, time)])
        committed(entries, [body], writer)
        checkpointer.wrote(checkpoint, at: time)
    }

    private mutating func removeOld(isLast: Bool, _ writer: LogWriter) throws(LogFailure) {
        let time = now()
        // Further away than it was ever set: the clock was set back.
        let isDue = time >= nextRetention || nextRetention > time.addingTimeInterval(settings.retentionSeconds)
        guard let age = settings.retention, !isLast, isDue else { return }
        nextRetention = time.addingTimeInterval(settings.retentionSeconds)
        guard try appender.store.holdsObserverLock() else { return }
        let retention = Retention(cutoff: time.addingTimeInterval(-age))
        let plan = try retention.plan(appender.store)
        guard plan.count > 0 else { return }
        for bodies in plan.batches {
            committed(try appender.append(bodies.map { ($0, time) }), bodies, writer)
        }
        // A removal that its writer has not signed is not believed.
        if settings.key != nil { try writeCheckpoint(isForced: true, writer) }
        _ = try plan.remove(from: appender.store)
    }

    private mutating func committed(_ entries: [SealedEntry], _ bodies: [EntryBody], _ writer: LogWriter) {
        guard !entries.isEmpty else { return }
        checkpointer.wrote(entries.count)
        let time = now()
        writer.update { status in
            status.written += entries.count
            status.commits += 1
            status.lastCommit = time
        }
        onCommitted(zip(entries, bodies).map { (place: $0.place, time: LogTime.date($0.time), body: $1) })
    }

    private mutating func recovered(_ writer: LogWriter) {
        pause = settings.shortestPause
        if writer.set(nil) { writer.alarm(writtenAgain(appender.store.title)) }
    }

    /// Whoever waits for its entry is told; the rest is tried again.
    private mutating func failed(_ failure: LogFailure, _ writer: LogWriter) -> Double {
        if writer.set(.init(since: now(), reason: failure)) { writer.alarm(notWritten(failure.reason)) }
        if settings.durability == .beforeResponse {
            // Also of what could not be tried yet: behind an entry that nobody waits for and that cannot be written, it would
            // not be until the callers' time is over.
            let waiting = pending.compactMap(\.item).filter { $0.then != nil } + writer.takeAwaited()
            pending.removeAll { $0.item?.then != nil }
            writer.finished(waiting, told: 0)
            for item in waiting { item.then?(.failure(failure)) }
        }
        defer { pause = min(pause * 2, longestPause) }
        return pause
    }

    private var longestPause: Double {
        settings.durability == .beforeResponse ? min(settings.longestPause, 0.5) : settings.longestPause
    }

    /// Seconds. Windows of denials and checkpoints are looked at so often.
    private static let idle = 1.0
}

// MARK: - What the user reads

private let overflow = "more was decided than the log could take"
private func notWritten(_ reason: String) -> String { "the decision log cannot be written: \(reason)" }
private func writtenAgain(_ title: String) -> String { "the decision log is written again (\(title))" }
