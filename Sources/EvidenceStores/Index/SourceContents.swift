import Attestation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine

/// What is known of one store: what was listed, and what was found in it.
struct SourceContents: Sendable {
    private var listing: StoreListing?
    /// In the order of `listing`.
    private(set) var entries: [EntryContents] = []
    /// What was asked for by its subject and stands in no listing.
    private(set) var found: [EntryContents] = []
    /// Why the newest state is not known; nil where it is.
    private(set) var failure: String?
    /// How long the service asked to be left alone.
    private(set) var retryAfter: Duration?

    /// What one file holds.
    struct EntryContents: Sendable {
        var entry: StoreListing.Entry
        var items: [EvidenceItem] = []
        var records: [UnsignedRecord] = []
        var problems: [EvidenceProblem] = []
        /// Whether it could not be read, so that it is read again though nothing shows a change.
        var isUnread = false
        /// Whether it changed between the listing and the reading.
        var hasMoved = false
        /// Why the service as a whole could not be read from.
        var serviceFailure: String?
    }

    var hasBeenRead: Bool { listing != nil }

    var all: [EntryContents] { entries + found }

    var problems: [EvidenceProblem] { (listing?.problems ?? []) + all.flatMap(\.problems) }

    /// Whether this says the same as `other`, which was made from it.
    func isSame(as other: SourceContents) -> Bool {
        listing == other.listing && failure == other.failure && found.map(\.entry) == other.found.map(\.entry)
            && all.filter(\.isUnread).map(\.problems) == other.all.filter(\.isUnread).map(\.problems)
    }

    /// This, with what was found by asking for subjects; what is listed meanwhile counts once.
    func adding(_ more: [EntryContents]) -> SourceContents {
        var contents = self
        let listed = Set(entries.map(\.entry))
        contents.found = more.filter { !listed.contains($0.entry) }
        return contents
    }

    func collect(into verified: inout [Digest: EvidenceItem]) {
        for entry in all {
            for item in entry.items { verified[item.digest] = item }
        }
    }
}

// MARK: Reading

/// What reading a store needs.
struct SourceReading: Sendable {
    let store: any EvidenceStore
    let verifier: EnvelopeVerification
    let limits: StoreLimits
    let deadline: Deadline
    /// What was verified for other trust roots counts as unknown.
    var isTrustNew = false

    /// Reads what `entries` name, and stops where the service fails.
    func contents(of entries: [StoreListing.Entry]) -> [SourceContents.EntryContents] {
        let broken = NIOLockedValueBox<String?>(nil)
        let read: @Sendable (StoreListing.Entry) -> SourceContents.EntryContents = { entry in
            if let reason = broken.withLockedValue({ $0 }) {
                return SourceContents.EntryContents(unread: entry, reason)
            }
            let contents = SourceContents.EntryContents(entry, self)
            if let reason = contents.serviceFailure { broken.withLockedValue { $0 = reason } }
            return contents
        }
        // A service on the network makes us wait, and takes several requests at once.
        return store.remote == nil ? parallelMap(entries, read) : concurrentMap(entries, read)
    }
}

extension SourceContents {
    /// The state of the store now; where it cannot be had, what was known stays, with the reason.
    func refreshed(_ reading: SourceReading) -> SourceContents {
        // INVARIANT: what was verified for other trust roots is never believed under these, unreachable or not.
        let known = reading.isTrustNew ? SourceContents() : self
        do throws(StoreFailure) {
            var contents = known
            for _ in 0..<Self.attempts {
                contents.take(try reading.store.list(by: reading.deadline), reading)
                contents.retryAfter = nil
                if let reason = contents.entries.compactMap(\.serviceFailure).first {
                    return known.hasBeenRead ? known.failing(reason) : contents.failing(reason)
                }
                guard contents.failure != nil else { return contents }
            }
            // Files that change without end: the last state that stood still is kept; where there is none, what could be
            // read is used, and the source counts as not read.
            return known.hasBeenRead ? known.failing(changing) : contents
        } catch {
            let kept = known.hasBeenRead ? known : recalled(reading)
            return kept.failing(error.reason, retryAfter: error.retryAfter)
        }
    }

    func failing(_ reason: String, retryAfter: Duration? = nil) -> SourceContents {
        var kept = self
        kept.failure = reason
        kept.retryAfter = retryAfter
        return kept
    }

    /// What this machine kept of the store, judged by the trust roots of now.
    private func recalled(_ reading: SourceReading) -> SourceContents {
        guard let listed = reading.store.remembered else { return SourceContents() }
        var contents = SourceContents()
        contents.listing = listed
        contents.entries = parallelMap(listed.entries) { entry in
            guard let bytes = reading.store.readRemembered(entry) else { return EntryContents(unread: entry, notKept) }
            var contents = EntryContents(entry: entry)
            contents.take(bytes, reading)
            return contents
        }
        return contents
    }

    private mutating func take(_ listed: StoreListing, _ reading: SourceReading) {
        if listed == listing, !entries.contains(where: \.isUnread) {
            failure = nil
            return
        }
        let known = Dictionary(
            entries.filter { !$0.isUnread }.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        let new = reading.contents(of: listed.entries.filter { known[$0] == nil })
        let read = Dictionary(new.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        entries = listed.entries.compactMap { known[$0] ?? read[$0] }
        listing = listed
        failure = entries.contains(where: \.hasMoved) ? changing : nil
    }

    private static let attempts = 5
}

extension SourceContents.EntryContents {
    /// One that could not be read.
    fileprivate init(unread entry: StoreListing.Entry, _ reason: String) {
        self.init(entry: entry)
        isUnread = true
        serviceFailure = reason
    }

    fileprivate init(_ entry: StoreListing.Entry, _ reading: SourceReading) {
        self.init(entry: entry)
        do throws(ReadFailure) {
            take(try reading.store.read(entry, by: reading.deadline), reading)
        } catch {
            isUnread = true
            hasMoved = error.isChanged
            if error.isService { serviceFailure = error.reason }
            add(error.reason, at: entry.place, reading.store)
        }
    }

    fileprivate mutating func take(_ bytes: [UInt8], _ reading: SourceReading) {
        let store = reading.store
        for carrier in Carrier.all(in: bytes, at: entry.place, source: store.name, limits: reading.limits) {
            switch carrier.content {
            case .records(let found): records += found
            case .other: break
            case .unusable(let reason): add(reason, at: carrier.place, store)
            case .envelope(let bytes):
                let item = reading.verifier.item(bytes, source: store.name, place: carrier.place)
                items.append(item)
                if let reason = item.unreadable { add(reason, at: carrier.place, store) }
            }
        }
    }

    private mutating func add(_ reason: String, at place: String, _ store: any EvidenceStore) {
        problems.append(EvidenceProblem(source: store.name, place: place, reason: reason))
    }
}

private let changing = "its files changed again and again while they were read"
private let notKept = "it was not kept on this machine"
