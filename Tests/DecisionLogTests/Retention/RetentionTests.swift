import Attestation
import DecisionLog
import Foundation
import PolicyEngine
import Testing

@Suite("Retention")
struct RetentionTests {
    private let store = MemoryStore()
    private let day = 86_400.0

    private func live(_ name: String, _ decision: Decision) -> EntryBody.Observation {
        EntryBody.Observation(
            workload: decision.workload, uid: "uid-\(name)", generation: decision.generation, fingerprint: "",
            annotations: "", admission: .allowed)
    }

    /// A chain with a decision and its observation each day for the names given.
    private func chain(_ names: [String], gone: Set<String> = [], from start: Double = 0) throws -> ChainHead {
        var appender = ChainAppender(store)
        try appender.open(LogSettings(), at: Samples.start + start)
        for (index, name) in names.enumerated() {
            let offset = start + Double(index) * day
            let decision = Samples.decision(name, at: offset, models: ["s3://m/\(name)/"])
            let bodies: [EntryBody] = [.reviewed(decision), .live(live(name, decision))]
            _ = try appender.append(bodies.map { ($0, decision.time) })
            guard gone.contains(name) else { continue }
            _ = try appender.append([(.gone(live(name, decision)), decision.time + 10)])
        }
        return appender.head
    }

    /// Removes what is older than so many days after the start.
    @discardableResult
    private func prune(_ days: Double) throws -> Retention.Plan {
        var appender = ChainAppender(store)
        let now = Samples.start + 1000 * day
        try appender.open(LogSettings(), at: now)
        let plan = try Retention(cutoff: Samples.start + days * day).plan(store)
        for batch in plan.batches { _ = try appender.append(batch.map { ($0, now) }) }
        #expect(try plan.remove(from: store) == Int(plan.count))
        return plan
    }

    private func carried() throws -> [String] {
        try store.rows.compactMap { entry in
            if case .carried(let decision, _) = try entry.decoded() { decision.workload.name } else { nil }
        }
    }

    @Test("what is too old goes, and the log is good afterwards")
    func removes() throws {
        let head = try chain(["a", "b", "c", "d"], gone: ["a", "b"])
        let plan = try prune(2.5)
        #expect(plan.removed.map(\.first) == [1])
        #expect(store.rows.filter { $0.place.writer == head.writer }.map(\.columns.name) == ["d", "d"])
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("what is still live is carried over with since when, and what is gone is not")
    func carries() throws {
        try _ = chain(["a", "b", "c", "d"], gone: ["b"])
        try prune(2.5)
        #expect(try carried() == ["a", "c"])
        guard case .carried(let decision, let since) = try store.rows.first(where: { $0.kind == "carried" })?.decoded()
        else { throw LogFailure(.damaged, "no carried entry") }
        #expect(decision == Samples.decision("a", models: ["s3://m/a/"]))
        #expect(since == Samples.start)
    }

    @Test("what was carried over once is carried over again, until it is gone")
    func carriesAgain() throws {
        _ = try chain(["a"])
        try prune(1)
        try prune(2000)
        #expect(try carried() == ["a"])
        var appender = ChainAppender(store)
        try appender.open(LogSettings(), at: Samples.start + 3000 * day)
        let body = EntryBody.gone(live("a", Samples.decision("a")))
        _ = try appender.append([(body, Samples.start + 3000 * day)])
        try prune(4000)
        #expect(try carried().isEmpty)
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("a newer decision of the same object that stays is not carried")
    func newer() throws {
        var appender = ChainAppender(store)
        try appender.open(LogSettings(), at: Samples.start)
        for (generation, offset) in [(1, 0.0), (2, 10 * day)] {
            var decision = Samples.decision("a", at: offset)
            decision.generation = generation
            let bodies: [EntryBody] = [.reviewed(decision), .live(live("a", decision))]
            _ = try appender.append(bodies.map { ($0, decision.time) })
        }
        try prune(5)
        #expect(try carried().isEmpty)
        try prune(11)
        #expect(try carried() == ["a"])
    }

    @Test("a decision that was never seen in the cluster is not carried")
    func neverLive() throws {
        var appender = ChainAppender(store)
        try appender.open(LogSettings(), at: Samples.start)
        _ = try appender.append([(.reviewed(Samples.decision("a")), Samples.start)])
        try prune(1)
        #expect(try carried().isEmpty)
    }

    @Test("nothing too old: nothing is written")
    func nothing() throws {
        _ = try chain(["a", "b"])
        let plan = try Retention(cutoff: Samples.start).plan(store)
        #expect(plan.batches.isEmpty)
        #expect(plan.count == 0)
    }

    @Test("whole chains go, and others that have seen them are not astonished")
    func wholeChains() throws {
        let first = try chain(["a"])
        _ = try chain(["b"], from: 10 * day)
        try prune(5)
        #expect(!store.rows.contains { $0.place.writer == first.writer })
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("a removal that was broken off is good, and goes on the next time")
    func interrupted() throws {
        let head = try chain(["a", "b", "c"])
        var appender = ChainAppender(store)
        let now = Samples.start + 100 * day
        try appender.open(LogSettings(), at: now)
        let plan = try Retention(cutoff: Samples.start + 1.5 * day).plan(store)
        for batch in plan.batches { _ = try appender.append(batch.map { ($0, now) }) }
        _ = try store.remove(upTo: 2, of: head.writer)
        #expect(try LogVerifier.verify(store).findings == [])
        try prune(1.5)
        #expect(try LogVerifier.verify(store).findings == [])
        #expect(store.rows.filter { $0.place.writer == head.writer }.count == 2)
    }

    @Test("a beginning that nobody says was removed is missing")
    func stolen() throws {
        let head = try chain(["a", "b", "c"])
        _ = try store.remove(upTo: 3, of: head.writer)
        #expect(try LogVerifier.verify(store).findings.map(\.code) == [.gap])
    }

    @Test("more than was said to be removed is missing")
    func more() throws {
        let head = try chain(["a", "b", "c"])
        try prune(1)
        _ = try store.remove(upTo: 4, of: head.writer)
        #expect(try LogVerifier.verify(store).findings.map(\.code) == [.gap])
    }

    @Test("removals of earlier times are told again when the entries that told of them go")
    func repeats() throws {
        var appender = ChainAppender(store)
        try appender.open(LogSettings(), at: Samples.start)
        // A chain that says nothing for long, then goes on.
        for (name, offset) in [("a", 0.0), ("b", 1500 * day)] {
            let decision = Samples.decision(name, at: offset)
            _ = try appender.append([(.reviewed(decision), decision.time)])
        }
        try prune(1)
        try prune(1200)
        #expect(try LogVerifier.verify(store).findings == [])
    }

    @Test("a removal that its writer has not signed is not believed by a key, and one that it has is")
    func signed() throws {
        let key = try PrivateKey.generate(.ed25519)
        _ = try chain(["a", "b", "c"])
        var appender = ChainAppender(store)
        let now = Samples.start + 1000 * day
        try appender.open(LogSettings(), at: now)
        let plan = try Retention(cutoff: Samples.start + day).plan(store)
        for batch in plan.batches { _ = try appender.append(batch.map { ($0, now) }) }
        _ = try plan.remove(from: store)
        // Another writer's signature, which names the chain of the removal, does not count for it.
        var other = ChainAppender(store)
        try other.open(LogSettings(), at: now)
        let seen = try EntryBody.Checkpoint([other.head.span, appender.head.span], at: now, key: key)
        _ = try other.append([(.checkpoint(seen), now)])
        func codes() throws -> [LogFinding.Code] {
            try LogVerifier.verify(store, keys: [key.publicKey]).findings.map(\.code)
        }
        #expect(try codes() == [.unsigned])
        let rows = store.rows
        var forger = appender
        _ = try forger.append([(.checkpoint(seen), now)])
        #expect(try codes() == [.signature, .unsigned])
        store.change { $0 = rows }
        let own = try EntryBody.Checkpoint([appender.head.span], at: now, key: key)
        _ = try appender.append([(.checkpoint(own), now)])
        #expect(try codes() == [])
        #expect(try LogVerifier.verify(store).findings == [])
    }
}
