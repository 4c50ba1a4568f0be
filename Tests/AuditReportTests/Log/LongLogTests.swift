import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine
import Synchronization
import Testing

@Suite("A log of a hundred thousand entries")
struct LongLogTests {
    @Test("it is read page by page, each entry once, and only what is live is kept")
    func bounded() throws {
        let store = GeneratedStore(rounds: 25_000)
        var last: RecordStatus.Progress?
        let history = try LogReading.read(store) { last = $0 }
        #expect(last?.read == 100_000 && last?.total == 100_000)
        #expect(history.summary.entries == 100_000)
        #expect(history.live.map(\.workload.name) == ["w-24995", "w-24996", "w-24997", "w-24998", "w-24999"])
        #expect(history.denials.total == 25_000)
        #expect(history.denials.users.count == 101 && history.denials.namespaces.count == 101)
        // Of 25,000 decisions about workloads only those that let in what is live are read a second time.
        #expect(store.reads.withLock { $0.largest } <= 1000)
        #expect(store.reads.withLock { $0.again } <= 20)
    }
}

/// A log that is made when it is read: rounds of a decision, a sighting, a deletion of an older workload, and a denial.
final class GeneratedStore: DecisionStore {
    struct Reads {
        var largest = 0
        /// Entries that were read by their place.
        var again = 0
    }

    let reads = Mutex(Reads())
    private let rounds: Int
    let title = "generated"
    let isShared = false

    init(rounds: Int) { self.rounds = rounds }

    private var count: Int64 { Int64(rounds) * 4 }

    private func entry(_ sequence: Int64) -> SealedEntry {
        let (round, part) = (Int((sequence - 1) / 4), (sequence - 1) % 4)
        let body: EntryBody =
            switch part {
            case 0: .reviewed(decision(round, "allowed"))
            case 1: .live(observation(round))
            case 2: .gone(observation(round - 5))
            default: .reviewed(decision(round, "denied"))
            }
        return SealedEntry(
            place: ChainPlace(writer: "w", sequence: sequence), time: 1_790_812_800_000_000 + sequence * 1_000_000,
            kind: body.kind, columns: EntryColumns(body), body: body.encoded(), previous: [], hash: [])
    }

    private func workload(_ round: Int) -> WorkloadIdentity {
        WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ns-\(round % 3000)", name: "w-\(round)")
    }

    private func decision(_ round: Int, _ verdict: String) -> Decision {
        var decision = Decision(
            time: LogScene.time(Double(round) * 4), operation: "CREATE", workload: workload(round), verdict: verdict)
        (decision.uid, decision.generation, decision.fingerprint) = ("u-\(round)", 1, "f-\(round)")
        decision.user = "user-\(round % 7000)"
        if verdict == "allowed" { decision.admission = .allowed } else { decision.codes = ["pinnedModel.mutable"] }
        return decision
    }

    private func observation(_ round: Int) -> EntryBody.Observation {
        .init(
            workload: workload(round), uid: "u-\(round)", generation: 1, fingerprint: "f-\(round)", annotations: "",
            admission: .allowed)
    }

    func migrate() throws(LogFailure) {}
    func append(_ entries: [SealedEntry]) throws(LogFailure) { throw LogFailure(.settings, "read only") }
    func chains() throws(LogFailure) -> [ChainSpan] { [ChainSpan(writer: "w", first: 1, last: count, hash: [])] }

    func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        let last = min(count, sequence + Int64(limit))
        guard sequence < last else { return [] }
        reads.withLock { $0.again += Int(last - sequence) }
        return ((sequence + 1)...last).map(entry)
    }

    func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] {
        let first = (query.after?.place.sequence ?? 0) + 1
        let last = min(count, first + Int64(query.limit) - 1)
        guard first <= last, query.from == nil else { return [] }
        reads.withLock { $0.largest = max($0.largest, Int(last - first + 1)) }
        return (first...last).map(entry)
    }

    func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int { 0 }
    func holdsObserverLock() throws(LogFailure) -> Bool { false }
}
