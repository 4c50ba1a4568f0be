import HTTPTransport
import KubernetesModel
import PolicyEngine

/// A place that evidence lies in: a directory, a web server, a bucket, a registry, a tracking server.
///
/// It lists and it reads, and believes nothing: what an envelope is worth is decided when the index is made.
package protocol EvidenceStore: Sendable {
    /// The name of its `EvidenceSource`.
    var name: String { get }
    /// Where it looks, for messages: `directory evidence/`.
    var place: String { get }
    /// How it is kept fresh; nil for what lies on this machine, which is looked at whenever somebody asks.
    var remote: RemotePlan? { get }
    /// What lies there now, without contents. Blocks, at most until the deadline.
    func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing
    /// The contents of one entry, where it still is what was listed. Blocks, at most until the deadline; several threads may
    /// call it at once.
    func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8]
    /// What lies there about one subject, where the service can be asked for it: a registry's referrers. nil where only a
    /// listing tells. Blocks, at most until the deadline.
    func find(_ subject: Digest, by deadline: Deadline) throws(StoreFailure) -> [StoreListing.Entry]?
    /// What lay there when it was last listed, by this process or an earlier one; nil where nobody kept it.
    var remembered: StoreListing? { get }
    /// The contents of an entry where they are kept on this machine.
    func readRemembered(_ entry: StoreListing.Entry) -> [UInt8]?
}

extension EvidenceStore {
    package var remote: RemotePlan? { nil }
    package var remembered: StoreListing? { nil }

    package func readRemembered(_ entry: StoreListing.Entry) -> [UInt8]? { nil }

    package func find(_ subject: Digest, by deadline: Deadline) throws(StoreFailure) -> [StoreListing.Entry]? { nil }
}

/// How often a service on the network is looked at.
package struct RemotePlan: Sendable, Hashable {
    /// Between two looks that went well.
    package var refresh: Duration
    /// For one look, with everything that it reads.
    package var lookTime: Duration
    /// Whether a review that misses evidence waits for it to be asked: not for what holds no proof.
    package var isAskedOnMiss: Bool

    package init(refresh: Duration, lookTime: Duration = .seconds(300), isAskedOnMiss: Bool = true) {
        self.refresh = refresh
        self.lookTime = lookTime
        self.isAskedOnMiss = isAskedOnMiss
    }
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
    /// A half-sentence that can follow "could not be read:"; never anything of an answer's body.
    package var reason: String
    /// How long the service asked to be left alone (RFC 9110 section 10.2.3), where it did.
    package var retryAfter: Duration?

    package init(_ reason: String, retryAfter: Duration? = nil) {
        self.reason = reason
        self.retryAfter = retryAfter
    }
}

/// Why one entry could not be read.
package struct ReadFailure: Error, Sendable, Hashable {
    package var reason: String
    /// Whether another content took its place since it was listed, so that a new listing will mend it.
    package var isChanged: Bool
    /// Whether the service failed and not the entry, so that the whole source counts as not read.
    package var isService: Bool

    package init(_ reason: String, isChanged: Bool = false, isService: Bool = false) {
        self.reason = reason
        self.isChanged = isChanged
        self.isService = isService
    }
}
