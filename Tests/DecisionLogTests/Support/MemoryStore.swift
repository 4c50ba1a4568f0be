import DecisionLog
import Glibc
import NIOConcurrencyHelpers

/// A store in memory that can be made to fail, and whose rows tests change as an attacker would.
final class MemoryStore: DecisionStore {
    struct State {
        var rows: [SealedEntry] = []
        var failure: LogFailure?
        /// Writes, and says that it failed: a connection that is lost behind a commit.
        var failsAfterCommit = false
        var appends = 0
        var blocked = false
        /// Whether reading gets no answer.
        var hangs = false
        var isAsked = false
    }

    let state = NIOLockedValueBox(State())
    let isShared: Bool
    let title = "memory"

    init(isShared: Bool = false) { self.isShared = isShared }

    var rows: [SealedEntry] { state.withLockedValue { $0.rows } }
    /// Whether anybody has read.
    var isAsked: Bool { state.withLockedValue { $0.isAsked } }
    func hang(_ hangs: Bool) { state.withLockedValue { $0.hangs = hangs } }
    func fail(_ failure: LogFailure?) { state.withLockedValue { $0.failure = failure } }
    func change(_ body: (inout [SealedEntry]) -> Void) { state.withLockedValue { body(&$0.rows) } }

    private func read<Value>(_ body: (State) -> Value) throws(LogFailure) -> Value {
        state.withLockedValue { $0.isAsked = true }
        while state.withLockedValue({ $0.hangs }) { usleep(2000) }
        let (failure, value) = state.withLockedValue { ($0.failure, body($0)) }
        if let failure { throw failure }
        return value
    }

    func migrate() throws(LogFailure) { _ = try read { _ in } }

    func append(_ entries: [SealedEntry]) throws(LogFailure) {
        while state.withLockedValue({ $0.blocked }) { sched_yield() }
        let failure = state.withLockedValue { state -> LogFailure? in
            state.appends += 1
            if let failure = state.failure, !state.failsAfterCommit { return failure }
            let places = Set(state.rows.map(\.place))
            guard entries.allSatisfy({ !places.contains($0.place) }) else { return LogFailure(.damaged, "twice") }
            state.rows += entries
            return state.failure
        }
        if let failure { throw failure }
    }

    func chains() throws(LogFailure) -> [ChainSpan] {
        try read { state in
            Dictionary(grouping: state.rows, by: \.place.writer).values.compactMap { rows in
                let rows = rows.sorted { $0.place.sequence < $1.place.sequence }
                guard let first = rows.first, let last = rows.last else { return nil }
                return ChainSpan(
                    writer: first.place.writer, first: first.place.sequence, last: last.place.sequence, hash: last.hash)
            }
        }
    }

    func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        try read { state in
            let rows = state.rows.filter { $0.place.writer == writer && $0.place.sequence > sequence }
            return Array(rows.sorted { $0.place.sequence < $1.place.sequence }.prefix(limit))
        }
    }

    func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] {
        try read { state in
            let rows = state.rows.filter { Self.matches($0, query) }.sorted { Self.order($0) < Self.order($1) }
            return Array(rows.prefix(query.limit))
        }
    }

    private static func order(_ entry: SealedEntry) -> (Int64, String, Int64) {
        (entry.time, entry.place.writer, entry.place.sequence)
    }

    private static func matches(_ entry: SealedEntry, _ query: EntryQuery) -> Bool {
        let columns = entry.columns
        for (wanted, found) in [
            (query.namespace, columns.namespace), (query.objectKind, columns.kind), (query.name, columns.name),
            (query.uid, columns.uid), (query.verdict, columns.verdict),
        ] {
            if let wanted, EntryColumns.searchable(wanted) != found { return false }
        }
        if !query.kinds.isEmpty, !query.kinds.contains(entry.kind) { return false }
        if let model = query.model.map(EntryColumns.searchable) {
            guard columns.models.contains(where: { [$0.identity, $0.value, $0.digest].contains(model) }) else {
                return false
            }
        }
        if let after = query.after, order(entry) <= (after.time, after.place.writer, after.place.sequence) {
            return false
        }
        return entry.time >= query.from ?? .min && entry.time < query.before ?? .max
    }

    func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int {
        _ = try read { _ in }
        return state.withLockedValue { state in
            let before = state.rows.count
            state.rows.removeAll { $0.place.writer == writer && $0.place.sequence <= sequence }
            return before - state.rows.count
        }
    }

    func holdsObserverLock() throws(LogFailure) -> Bool { true }
}
