import Attestation
import DecisionLog
import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite("The writer of the log", .timeLimit(.minutes(20)))
struct LogWriterTests {
    private let store = MemoryStore()
    private var settings = LogSettings()
    private let down = LogFailure(.unavailable, "the disk is full")

    init() {
        (settings.name, settings.gathering) = ("pod-1", 0.001)
        (settings.shortestPause, settings.longestPause) = (0.002, 0.02)
    }

    private var soon: Date { Date().addingTimeInterval(30) }

    /// Waits until `condition` holds; the suite's time limit ends what never does.
    private func wait(_ condition: () -> Bool) { while !condition() { usleep(1000) } }

    private func bodies(_ kind: String) throws -> [EntryBody] {
        try store.rows.filter { $0.kind == kind }.map { try $0.decoded() }
    }

    @Test("decisions are written in their order, and the index is told of them")
    func writes() throws {
        let told = NIOLockedValueBox<[EntryBody]>([])
        let writer = try LogWriter(
            store, settings, onCommitted: { entries in told.withLockedValue { $0 += entries.map(\.body) } })
        for index in 0..<1200 { writer.submit(isDenial: false) { Samples.decision("d-\(index)") } }
        #expect(writer.close(by: soon))
        let expected = (0..<1200).map { EntryBody.reviewed(Samples.decision("d-\($0)")) }
        #expect(try bodies("reviewed") == expected)
        #expect(told.withLockedValue { $0.filter { $0.kind == "reviewed" } } == expected)
        #expect(store.rows.map(\.kind).first == "opened")
        #expect(store.rows.map(\.kind).last == "checkpoint")
        #expect(try LogVerifier.verify(store).findings == [])
        #expect(writer.status.written == 1201)
        #expect(writer.status.commits < 1200)
        #expect(writer.status.depth == 0)
    }

    @Test("the first entry names the chains that were there")
    func opened() throws {
        try LogWriter(store, settings).close(by: soon)
        let spans = try store.chains()
        try LogWriter(store, settings).close(by: soon)
        guard case .opened(let opened) = try bodies("opened").last else { throw down }
        #expect(opened.chains == spans)
        #expect(opened.name == "pod-1")
    }

    @Test("a log that cannot be opened is said at once")
    func cannotOpen() {
        store.fail(down)
        #expect(throws: down) { try LogWriter(store, settings) }
    }

    @Test("equal denials are counted, and admissions are all kept")
    func denials() throws {
        let writer = try LogWriter(store, settings)
        for index in 0..<50 {
            writer.submit(isDenial: true) { Samples.decision("same", verdict: "denied") }
            writer.submit(isDenial: false) { Samples.decision("same-\(index)") }
        }
        #expect(writer.close(by: soon))
        #expect(try bodies("reviewed").count == 51)
        let counts = try bodies("denials").map { if case .denials(let count) = $0 { count.count } else { 0 } }
        #expect(counts.reduce(0, +) == 49)
        #expect(writer.status.counted == 49)
        #expect(writer.status.lost == 0)
    }

    @Test("denials never take the room of admissions")
    func lanes() throws {
        var settings = settings
        (settings.longestQueue, settings.longestDenialQueue) = (100, 10)
        let writer = try LogWriter(store, settings)
        store.state.withLockedValue { $0.blocked = true }
        writer.submit(isDenial: false) { Samples.decision("first") }
        wait { store.state.withLockedValue { $0.blocked && $0.appends == 1 } && writer.status.depth == 1 }
        for index in 0..<500 { writer.submit(isDenial: true) { Samples.decision("d-\(index)", verdict: "denied") } }
        for index in 0..<99 { writer.submit(isDenial: false) { Samples.decision("a-\(index)") } }
        #expect(writer.status.lost == 490)
        store.state.withLockedValue { $0.blocked = false }
        #expect(writer.close(by: soon))
        #expect(try bodies("reviewed").count == 1 + 99 + 10)
        // A writer that tries again meanwhile tells them in several entries.
        let lost = try bodies("lost").map { if case .lost(let count, _) = $0 { count } else { 0 } }
        #expect(lost.reduce(0, +) == 490)
    }

    @Test("what holds much memory fills the queue, too")
    func bytes() throws {
        var settings = settings
        settings.largestQueue = 10_000
        let writer = try LogWriter(store, settings)
        store.state.withLockedValue { $0.blocked = true }
        for index in 0..<10 { writer.submit(isDenial: false, bytes: 4000) { Samples.decision("a-\(index)") } }
        #expect(writer.status.lost == 7)
        store.state.withLockedValue { $0.blocked = false }
        #expect(writer.close(by: soon))
    }

    @Test("async: while the store cannot be written entries wait; what finds no room is counted and told later")
    func outage() throws {
        var settings = settings
        settings.longestQueue = 20
        let alarms = NIOLockedValueBox<[String]>([])
        let writer = try LogWriter(store, settings, onAlarm: { alarm in alarms.withLockedValue { $0.append(alarm) } })
        store.fail(down)
        for index in 0..<30 { writer.submit(isDenial: false) { Samples.decision("a-\(index)") } }
        wait { writer.status.failure != nil }
        #expect(writer.status.failure?.reason == down)
        #expect(writer.status.lost == 10)
        store.fail(nil)
        wait { writer.status.depth == 0 && writer.status.failure == nil }
        #expect(writer.close(by: soon))
        #expect(try bodies("reviewed").count == 20)
        let lost = try bodies("lost").map { if case .lost(let count, _) = $0 { count } else { 0 } }
        #expect(lost.reduce(0, +) == 10)
        let said = alarms.withLockedValue { $0 }
        #expect(said.contains { $0.contains("cannot be written: the disk is full") })
        #expect(said.contains { $0.contains("does not keep") })
        #expect(said.contains { $0.contains("written again") })
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("before-response: whoever waits is told after the commit, or why there is none")
    func durable() throws {
        var settings = settings
        settings.durability = .beforeResponse
        let writer = try LogWriter(store, settings)
        let results = NIOLockedValueBox<[Bool]>([])
        let store = store
        for index in 0..<100 {
            writer.submit(isDenial: index.isMultiple(of: 3)) { result in
                let isThere = store.rows.contains { $0.columns.name == "d-\(index)" }
                results.withLockedValue { $0.append(isThere && (try? result.get()) != nil) }
            } _: {
                Samples.decision("d-\(index)", verdict: index.isMultiple(of: 3) ? "denied" : "allowed")
            }
        }
        wait { results.withLockedValue { $0.count == 100 } }
        #expect(results.withLockedValue { !$0.contains(false) })

        store.fail(down)
        let failed = NIOLockedValueBox<LogFailure?>(nil)
        writer.submit(isDenial: false) { result in
            if case .failure(let failure) = result { failed.withLockedValue { $0 = failure } }
        } _: {
            Samples.decision("refused")
        }
        wait { failed.withLockedValue { $0 != nil } }
        #expect(failed.withLockedValue { $0 } == down)
        // It recovers by itself, though nobody writes.
        store.fail(nil)
        wait { writer.status.failure == nil }
        #expect(writer.close(by: soon))
        #expect(!store.rows.contains { $0.columns.name == "refused" })
        #expect(writer.status.lost == 0)
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("before-response: behind a count that cannot be written everybody is told at once that nothing is kept")
    func notHeldUp() throws {
        var settings = settings
        settings.durability = .beforeResponse
        let writer = try LogWriter(store, settings)
        let results = NIOLockedValueBox<[LogFailure?]>([])
        func submit(_ name: String, isDenial: Bool) {
            let before = results.withLockedValue { $0.count }
            writer.submit(isDenial: isDenial) { result in
                results.withLockedValue { results in
                    if case .failure(let failure) = result { results.append(failure) } else { results.append(nil) }
                }
            } _: {
                Samples.decision(name, verdict: isDenial ? "denied" : "allowed")
            }
            wait { results.withLockedValue { $0.count == before + 1 } }
        }
        submit("same", isDenial: true)
        store.fail(down)
        // An equal one is counted; nobody waits for the count itself.
        submit("same", isDenial: true)
        submit("other", isDenial: true)
        submit("allowed", isDenial: false)
        #expect(results.withLockedValue { $0 } == [nil, down, down, down])
        store.fail(nil)
        wait { writer.status.failure == nil }
        submit("allowed", isDenial: false)
        #expect(results.withLockedValue { $0.last } == .some(nil))
        #expect(writer.close(by: soon))
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("before-response: counted denials are in the store when their answer goes")
    func durableCounts() throws {
        var settings = settings
        settings.durability = .beforeResponse
        let writer = try LogWriter(store, settings)
        let answered = NIOLockedValueBox(0)
        for _ in 0..<40 {
            writer.submit(isDenial: true) { _ in
                answered.withLockedValue { $0 += 1 }
            } _: {
                Samples.decision("same", verdict: "denied")
            }
        }
        wait { answered.withLockedValue { $0 == 40 } }
        let counts = try bodies("denials").map { if case .denials(let count) = $0 { count.count } else { 0 } }
        #expect(try counts.reduce(0, +) + bodies("reviewed").count == 40)
        #expect(writer.close(by: soon))
    }

    @Test("a commit that was not acknowledged is not written twice, and the chain goes on behind it")
    func unsure() throws {
        let writer = try LogWriter(store, settings)
        store.state.withLockedValue { ($0.failure, $0.failsAfterCommit) = (down, true) }
        writer.submit(isDenial: false) { Samples.decision("once") }
        wait { writer.status.failure != nil }
        store.fail(nil)
        wait { writer.status.failure == nil }
        writer.submit(isDenial: false) { Samples.decision("after") }
        #expect(writer.close(by: soon))
        #expect(store.rows.filter { $0.columns.name == "once" }.count == 1)
        #expect(store.rows.filter { $0.columns.name == "after" }.count == 1)
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("what comes after the end is refused, and a store that stays away does not hold up the end")
    func ends() throws {
        let writer = try LogWriter(store, settings)
        store.fail(down)
        writer.submit(isDenial: false) { Samples.decision("never") }
        #expect(!writer.close(by: Date().addingTimeInterval(0.1)))
        let refused = NIOLockedValueBox(false)
        writer.submit(isDenial: false) { result in
            if case .failure = result { refused.withLockedValue { $0 = true } }
        } _: {
            Samples.decision("late")
        }
        #expect(refused.withLockedValue { $0 })
        #expect(writer.status.lost == 2)
    }

    @Test("checkpoints are signed by the key, and name the chains that others have written to")
    func checkpoints() throws {
        var settings = settings
        let key = try PrivateKey.generate(.ed25519)
        (settings.key, settings.checkpointEntries) = (key, 10)
        let shared = MemoryStore(isShared: true)
        let other = try LogWriter(shared, settings)
        let writer = try LogWriter(shared, settings)
        for round in 0..<5 {
            for index in 0..<10 { writer.submit(isDenial: false) { Samples.decision("d-\(round)-\(index)") } }
            wait { writer.status.depth == 0 }
        }
        #expect(writer.close(by: soon))
        #expect(other.close(by: soon))
        let verdict = try LogVerifier.verify(shared, keys: [key.publicKey])
        #expect(verdict.findings == [])
        #expect(verdict.signed == verdict.checkpoints)
        #expect(verdict.signed >= 4)
        #expect(verdict.unsignedTail == 1)
        let stranger = try PrivateKey.generate(.ed25519).publicKey
        let foreign = try LogVerifier.verify(shared, keys: [stranger])
        #expect(Set(foreign.findings.map(\.code)) == [.signature, .unsigned])
    }

    @Test("many threads hand over, and every decision is there once")
    func threads() throws {
        let writer = try LogWriter(store, settings)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for index in 0..<250 { writer.submit(isDenial: false) { Samples.decision("t-\(thread)-\(index)") } }
        }
        #expect(writer.close(by: soon))
        #expect(Set(store.rows.compactMap(\.columns.name)).count == 2000)
        #expect(try LogVerifier.verify(store).findings == [])
    }
}
