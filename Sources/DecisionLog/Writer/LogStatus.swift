import FoundationEssentials

/// How the writing of a log goes, for metrics and `/readyz`.
package struct LogStatus: Sendable, Hashable {
    /// What waits to be written.
    package var depth = 0
    /// Entries that are in the store.
    package var written = 0
    package var commits = 0
    /// Decisions that were made and not kept, since the start.
    package var lost = 0
    /// Denials that were counted and not kept one by one, since the start.
    package var counted = 0
    package var lastCommit: Date?
    /// Since when the store cannot be written, and why; nil where it can.
    package var failure: Failure?

    package struct Failure: Sendable, Hashable {
        package var since: Date
        package var reason: LogFailure
    }

    package init() {}
}
