import PolicyEngine

/// Whether what the index tells can be relied on.
struct RecordHealth: Sendable {
    var isLoaded = false
    /// What of the log was read; nil before anything was.
    var progress: RecordStatus.Progress?
    var loadFailure: String?
    /// How far others' chains were read.
    var positions: [String: Int64] = [:]
    /// Since when others' entries cannot be read, and why.
    private(set) var failing: (since: ContinuousClock.Instant, reason: String)?
    private(set) var followed: ContinuousClock.Instant?

    mutating func succeeded(at now: ContinuousClock.Instant) {
        failing = nil
        followed = now
    }

    mutating func failed(_ reason: String, at now: ContinuousClock.Instant) {
        failing = (failing?.since ?? now, reason)
    }

    /// Why nothing can be known now; nil where it can.
    func failure(at now: ContinuousClock.Instant) -> String? {
        guard isLoaded else { return loadFailure.map(notLoaded) ?? stillLoading(progress) }
        guard let failing, failing.since.advanced(by: Self.patience) < now else { return nil }
        return othersUnread(failing.reason, now - failing.since)
    }

    /// How long others' entries may stay out before what is known counts as too old.
    static let patience = Duration.seconds(30)
}

/// How the index is doing.
package struct RecordStatus: Sendable {
    package struct Progress: Sendable, Hashable {
        /// Entries that were read, of how many there are.
        package var read: Int64
        package var total: Int64
    }

    package let isLoaded: Bool
    package let progress: Progress?
    /// Why the record cannot be relied on; nil where it can.
    package let failure: String?
    /// Since when others' entries cannot be read, and why, even where it is not long yet.
    package let failing: (since: ContinuousClock.Instant, reason: String)?
    /// When others' entries were read last.
    package let followed: ContinuousClock.Instant?
    package let entries: Int
    package let objects: Int
    package let pending: Int

    init(_ health: RecordHealth, _ contents: IndexContents) {
        isLoaded = health.isLoaded
        progress = health.progress
        failure = health.failure(at: .now)
        failing = health.failing
        followed = health.followed
        entries = contents.entries
        objects = contents.objects.count
        pending = contents.pending.count
    }
}

private func stillLoading(_ progress: RecordStatus.Progress?) -> String {
    guard let progress, progress.total > 0 else { return "the decision log is still being read" }
    return "the decision log is still being read (\(progress.read) of \(progress.total) entries)"
}

private func notLoaded(_ reason: String) -> String { "the decision log cannot be read: \(reason)" }

private func othersUnread(_ reason: String, _ duration: Duration) -> String {
    "other replicas' decisions have not been read for \(duration.components.seconds) s: \(reason)"
}
