import DecisionLog
import FoundationEssentials
import Glibc
import NIOConcurrencyHelpers
import PolicyEngine
import Testing

@Suite("Reading the log into the index")
struct RecordFollowerTests {
    private static let v1 = "s3://m/churn/v1/"
    private static let v2 = "s3://m/churn/v2/"
    private static let down = LogFailure(.unavailable, "the database is down")

    private func reason(_ index: RecordIndex) -> String? {
        if case .unavailable(let reason) = index.record.states(Scenario.churn) { reason } else { nil }
    }

    private func until(_ condition: () -> Bool) -> Bool {
        for _ in 0..<1000 {
            if condition() { return true }
            usleep(5000)
        }
        return condition()
    }

    @Test("before the log was read nothing is known, and it is said why")
    func notLoaded() throws {
        let index = RecordIndex()
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        index.absorb(scenario.entries)
        #expect(reason(index) == "the decision log is still being read")
        let store = MemoryStore()
        store.fail(Self.down)
        #expect(throws: Self.down) { try index.load(from: store) }
        #expect(reason(index) == "the decision log cannot be read: the database is down")
        store.fail(nil)
        try index.load(from: store)
        #expect(reason(index) == nil)
        #expect(index.history() == ["v1 1-"])
    }

    @Test("a long log is read in parts, and tells how far it is")
    func progress() throws {
        var scenario = Scenario()
        for number in 0..<1500 {
            scenario.serve("s3://m/churn/v\(number)/", generation: number, at: Double(2 * number))
        }
        let store = MemoryStore()
        try store.add(scenario.entries)
        let index = RecordIndex()
        let told = NIOLockedValueBox<[RecordStatus.Progress]>([])
        try index.load(from: store) { progress in told.withLockedValue { $0.append(progress) } }
        #expect(told.withLockedValue { $0.map(\.read) } == [1000, 2000, 3000, 3000])
        #expect(told.withLockedValue { $0.map(\.total) } == [3000, 3000, 3000, 3000])
        #expect(index.states().count == 50)
        #expect(index.history().first == "v1499 2999-")
    }

    @Test("an entry that cannot be read is named, and nothing is known")
    func damaged() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        let store = MemoryStore()
        try store.add(scenario.entries)
        store.change { $0[1].body = Array("{}".utf8) }
        let index = RecordIndex()
        #expect(throws: LogFailure.self) { try index.load(from: store) }
        #expect(reason(index)?.contains("entry 2 of writer a") ?? false)
    }

    @Test("what others write is known, from writers that come later too, and so is what was written out of order")
    func follows() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0, by: "a")
        let store = MemoryStore()
        try store.add(scenario.entries)
        let index = RecordIndex()
        let follower = index.follow(store, except: "own", every: .milliseconds(5))
        defer { follower.stop() }
        #expect(until { index.history() == ["v1 1-"] })

        var later = Scenario()
        later.serve(Self.v2, generation: 2, at: 10, by: "b")
        var earlier = Scenario()
        earlier.serve("s3://m/churn/v0/", uid: "u0", at: -10, by: "c")
        try store.add(later.entries)
        #expect(until { index.history().count == 2 })
        try store.add(earlier.entries)
        #expect(until { index.history() == ["v2 11-", "v1 1-11", "v0 -9-1"] })
        #expect(index.status.followed != nil)
    }

    @Test("its own entries are not read again")
    func own() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0, by: "own")
        scenario.serve(Self.v2, generation: 2, at: 10, by: "other")
        let store = MemoryStore()
        let index = RecordIndex()
        try index.load(from: store)
        try store.add(scenario.entries)
        let follower = index.follow(store, except: "own", every: .milliseconds(5))
        defer { follower.stop() }
        #expect(until { index.history() == ["v2 11-"] })
    }

    @Test("a log that cannot be read at first is read when it can be, and an outage is told")
    func outage() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        let store = MemoryStore()
        try store.add(scenario.entries)
        store.fail(Self.down)
        let index = RecordIndex()
        let follower = index.follow(store, except: "own", every: .milliseconds(5))
        defer { follower.stop() }
        #expect(until { index.status.failing?.reason == "the database is down" })
        #expect(reason(index) == "the decision log cannot be read: the database is down")
        store.fail(nil)
        #expect(until { index.history() == ["v1 1-"] })
        #expect(until { index.status.failing == nil })
        // For a moment what is known is good enough.
        store.fail(Self.down)
        #expect(until { index.status.failing != nil })
        #expect(index.history() == ["v1 1-"])
    }

    @Test("a store that never answers keeps nobody from ending", .timeLimit(.minutes(5)))
    func endsWithoutAnswer() throws {
        let store = MemoryStore()
        store.hang(true)
        let follower = RecordIndex().follow(store, except: "own", every: .milliseconds(5))
        #expect(until { store.isAsked })
        #expect(follower.stop(within: .milliseconds(50)) == false)
        #expect(follower.stop(within: .zero) == false)
        store.hang(false)
        #expect(follower.stop(within: .seconds(240)))
        // Whoever asks again hears the same.
        #expect(follower.stop(within: .zero))
    }
}
