import DecisionLog
import FoundationEssentials
import NIOConcurrencyHelpers

/// A log in memory, that can be told to fail.
final class MemoryStore: DecisionStore {
    private let entries = NIOLockedValueBox<[SealedEntry]>([])
    private let trouble = NIOLockedValueBox<LogFailure?>(nil)

    let title = "memory"
    let isShared = true

    init() {}

    /// Seals what a scenario says, by its writers.
    convenience init(_ scenario: [Scenario.Entry]) throws {
        self.init()
        try add(scenario)
    }

    func add(_ scenario: [Scenario.Entry]) throws {
        var heads: [String: ChainHead] = [:]
        try append(
            scenario.map { place, date, body in
                var head = heads[place.writer] ?? ChainHead(writer: place.writer)
                defer { heads[place.writer] = head }
                return head.seal(body, at: date)
            })
    }

    func fail(_ failure: LogFailure?) { trouble.withLockedValue { $0 = failure } }

    private func all() throws(LogFailure) -> [SealedEntry] {
        if let failure = trouble.withLockedValue({ $0 }) { throw failure }
        return entries.withLockedValue { $0 }
    }

    func migrate() throws(LogFailure) {}

    func append(_ new: [SealedEntry]) throws(LogFailure) {
        _ = try all()
        entries.withLockedValue { $0 += new }
    }

    func chains() throws(LogFailure) -> [ChainSpan] {
        Dictionary(grouping: try all(), by: \.place.writer).compactMap { writer, entries in
            let sorted = entries.sorted { $0.place.sequence < $1.place.sequence }
            guard let first = sorted.first, let last = sorted.last else { return nil }
            return ChainSpan(
                writer: writer, first: first.place.sequence, last: last.place.sequence, hash: last.hash)
        }
    }

    func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        let sorted = try all().filter { $0.place.writer == writer && $0.place.sequence > sequence }
            .sorted { $0.place.sequence < $1.place.sequence }
        return Array(sorted.prefix(limit))
    }

    func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] {
        let sorted = try all().sorted { key($0) < key($1) }
        let rest = query.after.map { cursor in
            sorted.filter { key($0) > (cursor.time, cursor.place.writer, cursor.place.sequence) }
        }
        return Array((rest ?? sorted).prefix(query.limit))
    }

    private func key(_ entry: SealedEntry) -> (Int64, String, Int64) {
        (entry.time, entry.place.writer, entry.place.sequence)
    }

    func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int { 0 }
    func holdsObserverLock() throws(LogFailure) -> Bool { true }
}
