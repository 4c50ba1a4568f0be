/// A place that evidence lies in: a directory; later a bucket, a registry or a tracking server.
///
/// It lists and it reads, and believes nothing: what an envelope is worth is decided when the index is made.
package protocol EvidenceStore: Sendable {
    /// The name of its `EvidenceSource`.
    var name: String { get }
    /// Where it looks, for messages: `directory evidence/`.
    var place: String { get }
    /// What lies there now, without contents. Blocks.
    func list() throws(StoreFailure) -> StoreListing
    /// The contents of one entry, where it still is what was listed. Blocks; several threads may call it at once.
    func read(_ entry: StoreListing.Entry) throws(ReadFailure) -> [UInt8]
}

/// What lies in a store at one moment. Two that are equal say that nothing has changed.
package struct StoreListing: Sendable, Hashable {
    /// In the order of their places.
    package var entries: [Entry]
    /// Entries that cannot be read at all.
    package var problems: [EvidenceProblem]

    package init(entries: [Entry] = [], problems: [EvidenceProblem] = []) {
        self.entries = entries
        self.problems = problems
    }

    /// One file, object or manifest.
    package struct Entry: Sendable, Hashable {
        /// Where in the store: `fraud-detector/eval.dsse.json`.
        package var place: String
        /// What tells one content from another without reading it: a file's inode and times, an ETag, a digest.
        package var version: String

        package init(place: String, version: String) {
            self.place = place
            self.version = version
        }
    }
}

/// One thing in a store that could not be used; what lies beside it can.
package struct EvidenceProblem: Sendable, Hashable, CustomStringConvertible {
    /// The `EvidenceSource`.
    package var source: String
    package var place: String
    package var reason: String

    package init(source: String, place: String, reason: String) {
        self.source = source
        self.place = place
        self.reason = reason
    }

    package var description: String { place.isEmpty ? "\(source): \(reason)" : "\(source): \(place): \(reason)" }
}

/// Why a store could not be listed: nothing is known of what lies in it now.
package struct StoreFailure: Error, Sendable, Hashable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Why one entry could not be read.
package struct ReadFailure: Error, Sendable, Hashable {
    package var reason: String
    /// Whether another content took its place since it was listed, so that a new listing will mend it.
    package var isChanged: Bool

    package init(_ reason: String, isChanged: Bool = false) {
        self.reason = reason
        self.isChanged = isChanged
    }
}
