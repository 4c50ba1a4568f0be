import Attestation
import DecisionLog
import Foundation
import Testing

@Suite("Verification of a log")
struct LogVerifierTests {
    private let store = MemoryStore()
    private let key: PrivateKey

    init() throws { key = try PrivateKey.generate(.ed25519) }

    /// Two closed chains and one behind them that saw both; all but its own checkpoint is covered.
    private func fill() throws {
        for chain in 0..<3 {
            var settings = LogSettings()
            settings.name = "pod-\(chain)"
            var appender = ChainAppender(store)
            try appender.open(settings, at: Samples.start)
            var samples = Samples(seed: UInt64(chain) * 1000)
            for index in 0..<3 {
                let time = Samples.start.addingTimeInterval(Double(index))
                var decision = samples.decision()
                decision.models.append(samples.model())
                let body = [EntryBody.reviewed(decision), .live(samples.observation())]
                _ = try appender.append(body.map { ($0, time) })
            }
            let checkpoint = try EntryBody.Checkpoint([appender.head.span], at: Samples.start, key: key)
            _ = try appender.append([(.checkpoint(checkpoint), Samples.start)])
        }
    }

    private func verdict(keys: [PublicKey] = []) throws -> LogVerdict {
        try LogVerifier.verify(store, keys: keys)
    }

    @Test("a log that nobody touched is good")
    func good() throws {
        try fill()
        let verdict = try verdict(keys: [key.publicKey])
        #expect(verdict.findings == [])
        #expect((verdict.chains, verdict.entries, verdict.signed) == (3, 24, 3))
        #expect(verdict.tail == 8)
        #expect(verdict.unsignedTail == 1)
    }

    @Test("an empty log is good, and so is none of any key")
    func empty() throws { #expect(try verdict(keys: [key.publicKey]).isGood) }

    /// Rows that something behind them vouches for: all but the newest chain's last.
    private var covered: [Int] { Array(store.rows.indices.dropLast()) }

    @Test("any change of any row is found", arguments: Change.allCases)
    func changes(change: Change) throws {
        try fill()
        let rows = store.rows
        for index in covered {
            var changed = rows
            guard change.apply(&changed, index) else { continue }
            store.change { $0 = changed }
            #expect(!(try verdict().isGood), "\(change) of row \(index), \(rows[index].kind)")
        }
        store.change { $0 = rows }
        #expect(try verdict().isGood)
    }

    @Test("a chain that is cut, and one that is gone, are told from each other")
    func truncated() throws {
        try fill()
        let rows = store.rows
        store.change { $0.remove(at: 7) }
        #expect(try verdict().findings.map(\.code) == [.truncated])
        store.change { $0 = Array(rows[8...]) }
        #expect(try verdict().findings.map(\.code) == [.missing])
        store.change { $0 = Array(rows[..<8] + rows[16...]) }
        #expect(try verdict().findings.map(\.code) == [.missing])
    }

    @Test("a chain that was made anew is not the one that others have seen")
    func replaced() throws {
        try fill()
        let rows = store.rows
        var head = ChainHead(writer: rows[0].place.writer)
        let forged = rows[..<8].map { _ in head.seal(.lost(count: 1, reason: "forged"), at: Samples.start) }
        store.change { $0 = forged + rows[8...] }
        #expect(try verdict().findings.map(\.code) == [.replaced])
    }

    @Test("what nobody vouches for can be cut unseen, and the verdict says how much that is")
    func tail() throws {
        try fill()
        store.change { $0.removeLast() }
        let verdict = try verdict()
        #expect(verdict.isGood)
        #expect(verdict.tail == 7)
    }

    @Test("a log that was made anew as a whole has no signatures")
    func forgedWhole() throws {
        var head = ChainHead()
        let entry = head.seal(.opened(.init(name: "", version: "", cluster: "", chains: [])), at: Samples.start)
        let unsigned = try EntryBody.Checkpoint([head.span], at: Samples.start, key: nil)
        try store.append([entry, head.seal(.checkpoint(unsigned), at: Samples.start)])
        #expect(try verdict().isGood)
        #expect(try verdict(keys: [key.publicKey]).findings.map(\.code) == [.unsigned])
    }

    @Test("a checkpoint's signature covers what it says, at its place, by a key that is trusted")
    func signatures() throws {
        try fill()
        guard case .checkpoint(let genuine) = try store.rows[7].decoded() else { throw Unexpected() }
        var other = genuine
        other.chains[0].last += 1
        var broken = genuine
        broken.envelope = "{}"
        for checkpoint in [genuine, other, broken] {
            let store = MemoryStore()
            var appender = ChainAppender(store)
            try appender.open(LogSettings(), at: Samples.start)
            _ = try appender.append([(.checkpoint(checkpoint), Samples.start)])
            let codes = try LogVerifier.verify(store, keys: [key.publicKey]).findings.map(\.code)
            #expect(codes.contains { $0 == .signature || $0 == .missing })
        }
        #expect(try verdict(keys: [try PrivateKey.generate(.ecdsaP256).publicKey]).findings.count == 4)
    }

    @Test("more findings than anybody reads are counted, not kept")
    func many() throws {
        var head = ChainHead()
        let entries = (0..<1500).map { _ in head.seal(.lost(count: 1, reason: ""), at: Samples.start) }
        try store.append(
            entries.map {
                var entry = $0
                entry.columns.name = "x"
                return entry
            })
        let verdict = try verdict()
        #expect(verdict.findings.count == 1000)
        #expect(verdict.isTruncated)
    }
}

private struct Unexpected: Error {}

/// One change to one row, as whoever can write the database could make it.
enum Change: CaseIterable {
    case writer, sequence, time, kind, namespace, group, objectKind, name, uid, verdict, body, bodyBit, previous, hash
    case modelValue, modelIdentity, modelDigest, modelAdded, modelRemoved, modelOrder
    case delete, swapBodies, swapPlaces, duplicate

    /// - Returns: false where the row has nothing of the kind.
    func apply(_ rows: inout [SealedEntry], _ index: Int) -> Bool {
        let before = rows
        switch self {
        case .writer: rows[index].place.writer = ChainHead.newWriter()
        case .sequence: rows[index].place.sequence += 1000
        case .time: rows[index].time += 1
        case .kind: rows[index].kind = rows[index].kind == "live" ? "gone" : "live"
        case .namespace: rows[index].columns.namespace = "kube-system"
        case .group: rows[index].columns.group = "batch"
        case .objectKind: rows[index].columns.kind = "Job"
        case .name: rows[index].columns.name = "other"
        case .uid: rows[index].columns.uid = "other"
        case .verdict: rows[index].columns.verdict = "denied"
        case .body: rows[index].body = EntryBody.lost(count: 1, reason: "changed").encoded()
        case .bodyBit: rows[index].body[rows[index].body.count / 2] ^= 1
        case .previous: rows[index].previous[31] ^= 1
        case .hash: rows[index].hash[0] ^= 0x80
        case .duplicate:
            var copy = rows[index]
            copy.place.sequence = 1_000_000
            rows.append(copy)
        case .delete: rows.remove(at: index)
        case .swapBodies, .swapPlaces:
            let other = (index + 1) % (rows.count - 1)
            if self == .swapBodies {
                (rows[index].body, rows[other].body) = (rows[other].body, rows[index].body)
            } else {
                (rows[index].place, rows[other].place) = (rows[other].place, rows[index].place)
            }
        default: changeModels(&rows[index].columns.models)
        }
        return rows != before
    }

    private func changeModels(_ models: inout [EntryColumns.Model]) {
        guard let first = models.first, let last = models.last else {
            if self == .modelAdded { models = [.init(value: "v", identity: "i")] }
            return
        }
        switch self {
        case .modelValue: models[0].value = first.value + "x"
        case .modelIdentity: models[0].identity = first.identity + "x"
        case .modelDigest: models[0].digest = first.digest == nil ? "sha256:00" : nil
        case .modelAdded: models.append(first)
        case .modelRemoved: models.removeLast()
        case .modelOrder: (models[0], models[models.count - 1]) = (last, first)
        default: break
        }
    }
}
