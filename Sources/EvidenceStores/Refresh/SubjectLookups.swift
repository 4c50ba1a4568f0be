import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers

/// What a store answered when it was asked about single subjects: there and not there are kept apart, each for its time.
struct SubjectLookups: Sendable {
    private struct Found {
        var entries: [SourceContents.EntryContents]
        /// When the store said so.
        var at: ContinuousClock.Instant
        /// When somebody asked last.
        var used: ContinuousClock.Instant
    }

    private var found: [Digest: Found] = [:]
    /// Why the last question had no answer.
    private(set) var failure: String?

    /// Everything that was found.
    var entries: [SourceContents.EntryContents] {
        var seen: Set<StoreListing.Entry> = []
        return found.values.flatMap(\.entries).filter { seen.insert($0.entry).inserted }
            .sorted { $0.entry.place < $1.entry.place }
    }

    /// Whether the store may say more of one of them than it did.
    func isWorthAsking(_ subjects: [Digest], at now: ContinuousClock.Instant) -> Bool {
        subjects.contains { subject in
            found[subject].map { now >= $0.at.advanced(by: EvidenceDesk.absence) } ?? true
        }
    }

    /// Asks for `subjects`, and again for what was found long ago.
    mutating func refresh(_ subjects: [Digest], _ reading: SourceReading, at now: ContinuousClock.Instant) {
        failure = nil
        for subject in subjects { found[subject]?.used = now }
        let old = found.filter { !$0.value.entries.isEmpty && now >= $0.value.at.advanced(by: Self.presence) }.keys
        let wanted = Array(Set(subjects.filter { isWorthAsking([$0], at: now) } + old.prefix(Self.mostAtOnce)))
        guard !wanted.isEmpty else { return }
        let answers = concurrentMap(wanted, width: 4) { subject in
            Answer(subject, reading)
        }
        for (subject, answer) in zip(wanted, answers) {
            switch answer {
            case .failed(let reason): failure = reason
            case .entries(let entries): take(entries, of: subject, reading, at: now)
            }
        }
        forgetMost()
    }

    private mutating func take(
        _ entries: [StoreListing.Entry], of subject: Digest, _ reading: SourceReading, at now: ContinuousClock.Instant
    ) {
        let known = Dictionary(
            (found[subject]?.entries ?? []).filter { !$0.isUnread }.map { ($0.entry, $0) },
            uniquingKeysWith: { first, _ in first })
        let new = reading.contents(of: entries.filter { known[$0] == nil })
        if let reason = new.compactMap(\.serviceFailure).first {
            failure = reason
            return
        }
        let read = Dictionary(new.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        found[subject] = Found(
            entries: entries.compactMap { known[$0] ?? read[$0] }, at: now, used: found[subject]?.used ?? now)
    }

    /// The least used go first.
    private mutating func forgetMost() {
        guard found.count > Self.most else { return }
        let kept = found.sorted { $0.value.used > $1.value.used }.prefix(Self.most * 9 / 10)
        found = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    private enum Answer: Sendable {
        case failed(String)
        case entries([StoreListing.Entry])

        init(_ subject: Digest, _ reading: SourceReading) {
            do throws(StoreFailure) {
                // Where only a listing tells, there is nothing beside the listing.
                self = .entries(try reading.store.find(subject, by: reading.deadline) ?? [])
            } catch {
                self = .failed(error.reason)
            }
        }
    }

    /// How long what is there is believed to be there; afterwards the store is asked again, and what it had stays while
    /// it does not answer.
    private static let presence = Duration.seconds(600)
    private static let most = 10_000
    private static let mostAtOnce = 500
}
