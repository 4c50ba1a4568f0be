// Decisions through the log beside bare inserts of the same rows, in one run: `swift run -c release bench-log [COUNT]`.
import DecisionLog
import Foundation
import GRDBSQLite
import KubernetesModel
import ModelReferences
import PolicyEngine

let arguments = ProcessInfo.processInfo.arguments
let total = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 100_000
let directory = FileManager.default.temporaryDirectory.appending(path: "bench-log-\(getpid())").path
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: directory) }

/// One as `serve` makes them of an InferenceService with a model and its evidence.
@Sendable func decision(_ number: Int) -> Decision {
    let workload = WorkloadIdentity(
        group: "serving.kserve.io", kind: "InferenceService", namespace: "team-\(number % 50)",
        name: "fraud-detector-\(number % 500)")
    var decision = Decision(time: Date(), operation: "UPDATE", workload: workload, verdict: "allowed")
    (decision.cluster, decision.requestUID) = ("prod-eu-1", "0df28fbd-5f5f-11e8-bc74-\(number)")
    decision.user = "system:serviceaccount:argocd:argocd-application-controller"
    decision.groups = ["system:serviceaccounts", "system:serviceaccounts:argocd", "system:authenticated"]
    (decision.version, decision.uid, decision.generation) = ("v1beta1", "8ea5b7a1-\(number % 500)", number)
    let value = "s3://ml-models-prod/fraud-detector/v\(number % 60)/"
    decision.models = [
        Decision.Model(
            served: ServedModel(
                role: .model, value: value, pinning: "versioned",
                digest: Digest(.sha256, hex: String(repeating: "9f", count: 32))),
            identity: "s3://ml-models-prod/fraud-detector/", path: "spec.predictor.model.storageUri",
            consumer: "storage-initializer")
    ]
    decision.evidence = [
        Decision.Evidence(
            rule: "evaluation", model: value, source: "evidence", place: "fraud-detector/evaluation.dsse.json",
            digest: "sha256:" + String(repeating: "3b", count: 32),
            metrics: [.init(name: "auc", value: "0.9731"), .init(name: "recall", slice: "country=DE", value: "0.91")])
    ]
    decision.context = DataContext(["transactions": "s3://features/transactions@v12"])
    (decision.fingerprint, decision.annotations) = (
        String(repeating: "a1", count: 32), String(repeating: "b2", count: 32)
    )
    (decision.policyDigest, decision.policies) = ("sha256:" + String(repeating: "c4", count: 32), ["pinned-models"])
    (decision.microseconds, decision.admission) = (31, .allowed)
    return decision
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// What the writer does, from the closure to the commit; the queue is never full.
func log(_ path: String, durability: LogSettings.Durability, _ count: Int) throws -> Double {
    var settings = LogSettings()
    (settings.durability, settings.name) = (durability, "bench")
    let location = try LogPlace(path).open(writing: durability)
    let writer = try LogWriter(location, settings)
    let room = DispatchSemaphore(value: 5_000)
    return try seconds {
        for number in 0..<count {
            room.wait()
            writer.submit(isDenial: false, then: { _ in room.signal() }) { decision(number) }
        }
        guard writer.close(by: Date() + 600), writer.status.lost == 0 else {
            throw LogFailure(.unavailable, "the log has lost entries")
        }
    }
}

/// The rows of a log, by the C interface of SQLite: the same tables and indexes, the same batches.
func bare(_ path: String, rows: [SealedEntry], synchronous: String) throws -> Double {
    let store = try SQLiteStore(writing: path)
    try store.migrate()
    var handle: OpaquePointer?
    guard sqlite3_open(path, &handle) == SQLITE_OK else { throw LogFailure(.unavailable, "sqlite3_open") }
    defer { sqlite3_close(handle) }
    sqlite3_exec(handle, "PRAGMA synchronous = \(synchronous)", nil, nil, nil)
    let entries = try Statement(handle, "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let models = try Statement(handle, "INSERT INTO entry_models VALUES (?, ?, ?, ?, ?, ?)")
    return seconds {
        for start in stride(from: 0, to: rows.count, by: 500) {
            sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil)
            for row in rows[start..<min(start + 500, rows.count)] {
                entries.bind(row)
                entries.step()
                for (ordinal, model) in row.columns.models.enumerated() {
                    models.bind(row.place, Int64(ordinal), model)
                    models.step()
                }
            }
            sqlite3_exec(handle, "COMMIT", nil, nil, nil)
        }
    }
}

final class Statement {
    private var handle: OpaquePointer?

    init(_ database: OpaquePointer?, _ sql: String) throws {
        guard sqlite3_prepare_v2(database, sql, -1, &handle, nil) == SQLITE_OK else {
            throw LogFailure(.unavailable, String(cString: sqlite3_errmsg(database)))
        }
    }

    deinit { sqlite3_finalize(handle) }

    func step() {
        precondition(sqlite3_step(handle) == SQLITE_DONE)
        sqlite3_reset(handle)
    }

    func bind(_ row: SealedEntry) {
        text(1, row.place.writer)
        sqlite3_bind_int64(handle, 2, row.place.sequence)
        sqlite3_bind_int64(handle, 3, row.time)
        let columns = row.columns
        let texts = [
            row.kind, columns.namespace, columns.group, columns.kind, columns.name, columns.uid, columns.verdict,
        ]
        for (index, value) in texts.enumerated() { text(Int32(index + 4), value) }
        blob(11, row.body)
        blob(12, row.previous)
        blob(13, row.hash)
    }

    func bind(_ place: ChainPlace, _ ordinal: Int64, _ model: EntryColumns.Model) {
        text(1, place.writer)
        sqlite3_bind_int64(handle, 2, place.sequence)
        sqlite3_bind_int64(handle, 3, ordinal)
        for (index, value) in [model.identity, model.value, model.digest].enumerated() { text(Int32(index + 4), value) }
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func text(_ index: Int32, _ value: String?) {
        guard let value else {
            sqlite3_bind_null(handle, index)
            return
        }
        sqlite3_bind_text(handle, index, value, -1, Self.copied)
    }

    private func blob(_ index: Int32, _ bytes: [UInt8]) {
        sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), Self.copied)
    }
}

/// The rows that a log holds, without those of its beginning and end.
func rows(_ path: String) throws -> [SealedEntry] {
    let store = try SQLiteStore(reading: path)
    return try store.chains().flatMap { chain in try store.entries(of: chain.writer, after: 0, limit: .max) }
}

for (durability, synchronous, count) in [
    (LogSettings.Durability.async, "NORMAL", total), (.beforeResponse, "FULL", total / 4),
] {
    let name = durability.rawValue
    let logged = try log("\(directory)/\(name).sqlite", durability: durability, count)
    let same = try rows("\(directory)/\(name).sqlite")
    let inserted = try bare("\(directory)/\(name)-bare.sqlite", rows: same, synchronous: synchronous)
    let rates = [logged, inserted].map { Double(same.count) / $0 }
    let ratio = (rates[0] / rates[1] * 100).rounded() / 100
    let bytes = same.map(\.body.count).reduce(0, +) / max(same.count, 1)
    print("\(name): log \(Int(rates[0])) entries/s, bare SQLite \(Int(rates[1])) entries/s, ratio \(ratio)")
    print("    \(same.count) entries of \(bytes) bytes")
}
