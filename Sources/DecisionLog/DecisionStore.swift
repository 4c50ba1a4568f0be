/// A database that keeps entries. Calls block; each is used by one thread at a time. It believes and checks nothing: chains
/// are made and verified above it.
package protocol DecisionStore: AnyObject, Sendable {
    /// What it is, for people: `SQLite FILE`, `PostgreSQL HOST/DATABASE`.
    var title: String { get }
    /// Whether other processes may write to it at the same time.
    var isShared: Bool { get }

    /// Brings the schema from whatever released version it has to the newest one. Refuses a newer one than it knows.
    func migrate() throws(LogFailure)
    /// Writes all of them or none, durably.
    func append(_ entries: [SealedEntry]) throws(LogFailure)
    /// The last entry of each chain, and the first that it still has.
    func chains() throws(LogFailure) -> [ChainSpan]
    /// The next entries of one chain after `sequence`, in order.
    func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry]
    /// Entries that match, oldest first (by time, writer, sequence).
    func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry]
    /// Removes the entries of a chain up to and with `sequence`.
    /// - Returns: how many there were.
    func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int
    /// Whether this process is the one that writes what the cluster shows; others stand by. Always true where nobody else
    /// writes.
    func holdsObserverLock() throws(LogFailure) -> Bool
}

package struct ChainSpan: Sendable, Hashable {
    package var writer: String
    package var first: Int64
    package var last: Int64
    /// Of the last entry.
    package var hash: [UInt8]

    package init(writer: String, first: Int64, last: Int64, hash: [UInt8]) {
        self.writer = writer
        self.first = first
        self.last = last
        self.hash = hash
    }
}

/// What is looked for; what is nil or empty matches everything.
package struct EntryQuery: Sendable, Hashable {
    package var kinds: [String] = []
    package var namespace: String?
    package var objectKind: String?
    package var name: String?
    package var uid: String?
    package var verdict: String?
    /// A model's identity, value or digest.
    package var model: String?
    /// Microseconds since 1970: from, and before.
    package var from: Int64?
    package var before: Int64?
    /// Goes on behind this entry.
    package var after: Cursor?
    package var limit = 1000

    package init() {}

    package struct Cursor: Sendable, Hashable {
        package var time: Int64
        package var place: ChainPlace

        package init(time: Int64, place: ChainPlace) {
            self.time = time
            self.place = place
        }
    }
}

/// Why a log cannot be read or written. Its words hold no secrets.
package struct LogFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The database does not answer, or the disk is full: it may go on later.
        case unavailable
        /// The schema is newer than this version knows, or is none of ours.
        case schema
        /// Somebody else writes to it.
        case locked
        /// What stands in it is no log of ours, or was changed.
        case damaged
        /// Settings that cannot be used.
        case settings
    }

    package var kind: Kind
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    package var description: String { reason }
}
