import FoundationEssentials
import HTTPTransport
import KubernetesModel

/// A store whose contents are kept on disk, so that nothing is fetched twice, and what is known outlives an outage.
package struct CachedStore: EvidenceStore {
    private let inner: any EvidenceStore
    private let cache: EvidenceCache
    private let isOffline: Bool

    /// - Parameters:
    ///   - directory: of all sources' contents.
    ///   - isOffline: whether the store itself is never asked.
    package init(_ inner: any EvidenceStore, in directory: String, isOffline: Bool = false) {
        self.inner = inner
        self.isOffline = isOffline
        cache = EvidenceCache(directory, source: "\(inner.name)\n\(inner.place)")
    }

    package var name: String { inner.name }
    package var place: String { inner.place }
    package var remote: RemotePlan? { inner.remote }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        guard !isOffline else {
            guard let known = cache.listing(.all) else { throw StoreFailure(neverSeen) }
            return known
        }
        let listing = try inner.list(by: deadline)
        // What cannot be kept is fetched again: slower, and no less true.
        try? cache.keep(listing, as: .all)
        cache.prune(to: listing, at: Date())
        return listing
    }

    package var remembered: StoreListing? { cache.listing(.all) }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        if let bytes = cache.bytes(of: entry) { return bytes }
        guard !isOffline else { throw ReadFailure(notKept, isService: true) }
        let bytes = try inner.read(entry, by: deadline)
        try? cache.keep(bytes, of: entry)
        return bytes
    }

    package func readRemembered(_ entry: StoreListing.Entry) -> [UInt8]? { cache.bytes(of: entry) }

    package func find(_ subject: Digest, by deadline: Deadline) throws(StoreFailure) -> [StoreListing.Entry]? {
        guard !isOffline else { return cache.listing(.subject(subject))?.entries }
        guard let found = try inner.find(subject, by: deadline) else { return nil }
        try? cache.keep(StoreListing(entries: found), as: .subject(subject))
        return found
    }
}

// What an operator reads.

private let neverSeen = "the cache of evidence holds nothing of it; run once without --offline"
private let notKept = "the cache of evidence does not hold it; run once without --offline"
