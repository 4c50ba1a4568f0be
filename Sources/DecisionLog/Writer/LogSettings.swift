import Attestation
import FoundationEssentials

/// How a log is written.
package struct LogSettings: Sendable {
    package enum Durability: String, Sendable, Hashable, CaseIterable {
        /// The answer goes first; what cannot be written is counted as lost.
        case async
        /// The answer waits until its entry is on the disk, and is undecided where it cannot be.
        case beforeResponse = "before-response"
    }

    package var durability = Durability.async
    /// The host or pod that writes.
    package var name = ""
    /// Of pedigree.
    package var version = ""
    /// The name that `serve --cluster-name` gives.
    package var cluster = ""

    /// What may wait at most, of admissions and observations, and apart from these of denials.
    package var longestQueue = 20_000
    package var longestDenialQueue = 5_000
    /// About how many bytes of requests may be held by what waits, in each queue.
    package var largestQueue = 64 << 20

    /// Entries of one transaction.
    package var batch = 500
    /// Seconds that entries gather before they are written together; before-response gathers while it commits.
    package var gathering = 0.02

    /// Seconds in which equal denials are counted, not kept.
    package var denialWindow: Double = 60
    /// Denials of one namespace that are kept in a window.
    package var denialsPerNamespace = 100

    /// Signs checkpoints; without one there are only unsigned ones, at the end.
    package var key: PrivateKey?
    /// A checkpoint is written after so many entries, or so many seconds with entries.
    package var checkpointEntries = 10_000
    package var checkpointSeconds: Double = 60

    /// Seconds after which entries are removed; nil: never.
    package var retention: Double?
    /// Seconds between two looks at what is too old.
    package var retentionSeconds: Double = 3600

    /// Seconds between two attempts while the store cannot be written: at first, and at most.
    package var shortestPause = 0.1
    package var longestPause: Double = 5

    package init() {}
}
