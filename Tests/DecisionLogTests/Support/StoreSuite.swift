import DecisionLog
import Foundation
import Testing

/// What every store must do, whatever lies behind it: `@Test(arguments: StoreSuite.checks)`, each on an empty, migrated store.
struct StoreSuite: Sendable, CustomTestStringConvertible {
    let name: String
    let check: @Sendable (any DecisionStore) throws -> Void

    var testDescription: String { name }

    static let checks: [StoreSuite] = [
        StoreSuite(name: "an empty store has no chains and no entries", check: empties),
        StoreSuite(name: "migrating again changes nothing", check: migratesAgain),
        StoreSuite(name: "entries come back as they were written, in the order of their chain", check: keeps),
        StoreSuite(name: "a batch is written whole or not at all", check: isAtomic),
        StoreSuite(name: "an empty batch is nothing", check: takesNothing),
        StoreSuite(name: "chains tell where they begin and end", check: tellsChains),
        StoreSuite(name: "a chain's beginning can be removed, with its models, and nothing else", check: removes),
        StoreSuite(name: "entries are found by what their columns say", check: finds),
        StoreSuite(name: "a search goes on behind its last entry, by time, writer and sequence", check: pages),
        StoreSuite(name: "whoever writes alone observes the cluster", check: observes),
    ]

    static func writer(_ chain: Int) -> String { String(repeating: "\(chain % 10)", count: 32) }

    /// A chain of decisions `w-0`, `w-1`, … of one second each, with the models `s3://models/0/`, …
    @discardableResult
    static func fill(_ store: any DecisionStore, _ count: Int, chain: Int = 0) throws -> [SealedEntry] {
        var head = ChainHead(writer: writer(chain))
        let entries = (0..<count).map { index in
            let decision = Samples.decision(
                "w-\(index)", namespace: "ns-\(chain)", verdict: index.isMultiple(of: 2) ? "allowed" : "denied",
                at: Double(index), models: ["s3://models/\(index)/", "s3://shared/"])
            return head.seal(.reviewed(decision), at: decision.time)
        }
        try store.append(entries)
        return entries
    }

    private static func finds(_ store: any DecisionStore) throws {
        let first = try fill(store, 6, chain: 0)
        let second = try fill(store, 6, chain: 1)
        var head = ChainHead(writer: writer(2))
        let long = String(repeating: "x", count: 5000)
        let decision = Samples.decision("odd\u{0}name", namespace: "'; --", at: 100, models: [long])
        let odd = head.seal(.reviewed(decision), at: decision.time)
        let lost = head.seal(.lost(count: 3, reason: "full"), at: decision.time)
        try store.append([odd, lost])

        func find(_ change: (inout EntryQuery) -> Void) throws -> [SealedEntry] {
            var query = EntryQuery()
            change(&query)
            return try store.find(query)
        }
        #expect(try find { $0.kinds = ["lost"] } == [lost])
        #expect(try find { $0.kinds = ["lost", "reviewed"] }.count == 14)
        #expect(try find { $0.namespace = "ns-1" } == second)
        #expect(try find { ($0.namespace, $0.name) = ("ns-0", "w-3") } == [first[3]])
        #expect(try find { $0.objectKind = "Deployment" }.count == 13)
        #expect(try find { $0.objectKind = "Pod" }.isEmpty)
        #expect(try find { $0.uid = "uid-w-2" } == [first[2], second[2]])
        #expect(try find { ($0.verdict, $0.namespace) = ("denied", "ns-0") } == [first[1], first[3], first[5]])
        #expect(try find { $0.model = "s3://models/4/" } == [first[4], second[4]])
        #expect(try find { $0.model = "id-s3://models/4/" } == [first[4], second[4]])
        #expect(try find { $0.model = "sha256:d-s3://models/4/" } == [first[4], second[4]])
        #expect(try find { $0.model = "s3://shared/" }.count == 12)
        #expect(try find { ($0.from, $0.before) = (first[2].time, first[4].time) }.count == 4)
        #expect(try find { $0.from = first[5].time + 1 } == [odd, lost])
        #expect(try find { $0.limit = 2 } == [first[0], second[0]])
        #expect(try find { $0.name = "odd\u{0}name" } == [odd])
        #expect(try find { $0.namespace = "'; --" } == [odd])
        #expect(try find { $0.model = long } == [odd])
        #expect(try find { $0.model = "nothing" }.isEmpty)
    }

    private static func empties(_ store: any DecisionStore) throws {
        #expect(try store.chains().isEmpty)
        #expect(try store.find(EntryQuery()).isEmpty)
        #expect(try store.entries(of: "nobody", after: 0, limit: 10).isEmpty)
    }

    private static func migratesAgain(_ store: any DecisionStore) throws {
        let entries = try fill(store, 3)
        try store.migrate()
        #expect(try store.entries(of: writer(0), after: 0, limit: 10) == entries)
    }

    private static func keeps(_ store: any DecisionStore) throws {
        var samples = Samples(seed: 7)
        var head = ChainHead(writer: writer(0))
        let entries = (0..<300).map { head.seal(samples.body(), at: Samples.start.addingTimeInterval(Double($0))) }
        try store.append(entries)
        #expect(try store.entries(of: writer(0), after: 0, limit: 1000) == entries)
        #expect(try store.entries(of: writer(0), after: 120, limit: 7) == Array(entries[120..<127]))
        #expect(try store.entries(of: writer(0), after: 300, limit: 7).isEmpty)
    }

    private static func isAtomic(_ store: any DecisionStore) throws {
        let entries = try fill(store, 2)
        var head = ChainHead(writer: writer(1))
        let fresh = head.seal(.lost(count: 1, reason: "fresh"), at: Samples.start)
        #expect(throws: LogFailure.self) { try store.append([fresh, entries[1]]) }
        #expect(try store.chains().map(\.writer) == [writer(0)])
        try store.append([fresh])
        #expect(try store.chains().count == 2)
    }

    private static func takesNothing(_ store: any DecisionStore) throws {
        try store.append([])
        #expect(try store.chains().isEmpty)
    }

    private static func tellsChains(_ store: any DecisionStore) throws {
        let first = try fill(store, 5, chain: 0)
        let second = try fill(store, 2, chain: 1)
        let spans = try store.chains().sorted { $0.writer < $1.writer }
        #expect(
            spans == [
                ChainSpan(writer: writer(0), first: 1, last: 5, hash: first[4].hash),
                ChainSpan(writer: writer(1), first: 1, last: 2, hash: second[1].hash),
            ])
    }

    private static func removes(_ store: any DecisionStore) throws {
        let first = try fill(store, 5, chain: 0)
        let second = try fill(store, 5, chain: 1)
        #expect(try store.remove(upTo: 3, of: writer(0)) == 3)
        #expect(try store.remove(upTo: 3, of: writer(0)) == 0)
        #expect(try store.entries(of: writer(0), after: 0, limit: 10) == Array(first[3...]))
        #expect(try store.entries(of: writer(1), after: 0, limit: 10) == second)
        #expect(try store.chains().map(\.first).sorted() == [1, 4])
        var query = EntryQuery()
        query.model = "s3://models/1/"
        #expect(try store.find(query).map(\.place.writer) == [writer(1)])
    }

    private static func pages(_ store: any DecisionStore) throws {
        let entries = try fill(store, 10, chain: 0) + fill(store, 10, chain: 1)
        var (query, found): (EntryQuery, [SealedEntry]) = (EntryQuery(), [])
        query.limit = 3
        while true {
            let page = try store.find(query)
            guard let last = page.last else { break }
            #expect(page.count <= 3)
            found += page
            query.after = .init(time: last.time, place: last.place)
        }
        let order = entries.sorted {
            ($0.time, $0.place.writer, $0.place.sequence) < ($1.time, $1.place.writer, $1.place.sequence)
        }
        #expect(found == order)
    }

    private static func observes(_ store: any DecisionStore) throws {
        #expect(try store.holdsObserverLock())
        #expect(try store.holdsObserverLock())
    }
}
