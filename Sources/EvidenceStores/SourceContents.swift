import Attestation
import HTTPTransport
import KubernetesModel
import PolicyEngine

/// What is known of one store: what was listed, and what was found in it.
struct SourceContents: Sendable {
    private var listing: StoreListing?
    /// In the order of `listing`.
    private(set) var entries: [EntryContents] = []
    /// Why the newest state is not known; nil where it is.
    private(set) var failure: String?

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
    }

    var hasBeenRead: Bool { listing != nil }

    var problems: [EvidenceProblem] { (listing?.problems ?? []) + entries.flatMap(\.problems) }

    /// Whether this says the same as `other`, which was made from it.
    func isSame(as other: SourceContents) -> Bool {
        listing == other.listing && failure == other.failure
            && entries.filter(\.isUnread).map(\.problems) == other.entries.filter(\.isUnread).map(\.problems)
    }

    /// The state of the store now; where it cannot be had, what was known stays, with the reason.
    func refreshed(
        from store: any EvidenceStore, isTrustNew: Bool, verifier: EnvelopeVerification, limits: StoreLimits,
        by deadline: Deadline
    ) -> SourceContents {
        var contents = self
        // INVARIANT: what was verified for other trust roots is never believed under these, unreachable or not.
        if isTrustNew { contents = SourceContents() }
        do throws(StoreFailure) {
            var listed = try store.list(by: deadline)
            for _ in 0..<Self.attempts {
                contents.take(listed, from: store, verifier: verifier, limits: limits, by: deadline)
                guard contents.failure != nil else { return contents }
                listed = try store.list(by: deadline)
            }
            return restless(contents, isTrustNew: isTrustNew)
        } catch {
            var kept = isTrustNew ? SourceContents() : self
            kept.failure = error.reason
            return kept
        }
    }

    /// Files that change without end: the last state that stood still is kept; where there is none, what could be read
    /// is used, and the source counts as not read.
    private func restless(_ contents: SourceContents, isTrustNew: Bool) -> SourceContents {
        guard hasBeenRead, !isTrustNew else { return contents }
        var kept = self
        kept.failure = changing
        return kept
    }

    private mutating func take(
        _ listed: StoreListing, from store: any EvidenceStore, verifier: EnvelopeVerification, limits: StoreLimits,
        by deadline: Deadline
    ) {
        if listed == listing, !entries.contains(where: \.isUnread) {
            failure = nil
            return
        }
        let known = Dictionary(
            entries.filter { !$0.isUnread }.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        entries = parallelMap(listed.entries) { entry in
            known[entry] ?? EntryContents(entry, of: store, verifier: verifier, limits: limits, by: deadline)
        }
        listing = listed
        failure = entries.contains(where: \.hasMoved) ? changing : nil
    }

    func collect(into verified: inout [Digest: EvidenceItem]) {
        for entry in entries {
            for item in entry.items { verified[item.digest] = item }
        }
    }

    private static let attempts = 5
}

extension SourceContents.EntryContents {
    fileprivate init(
        _ entry: StoreListing.Entry, of store: any EvidenceStore, verifier: EnvelopeVerification, limits: StoreLimits,
        by deadline: Deadline
    ) {
        self.init(entry: entry)
        let bytes: [UInt8]
        do throws(ReadFailure) {
            bytes = try store.read(entry, by: deadline)
        } catch {
            isUnread = true
            hasMoved = error.isChanged
            add(error.reason, at: entry.place, store)
            return
        }
        for carrier in Carrier.all(in: bytes, at: entry.place, source: store.name, limits: limits) {
            switch carrier.content {
            case .records(let found): records += found
            case .other: break
            case .unusable(let reason): add(reason, at: carrier.place, store)
            case .envelope(let bytes):
                let item = verifier.item(bytes, source: store.name, place: carrier.place)
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
