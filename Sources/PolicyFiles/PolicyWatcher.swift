import FoundationEssentials
import NIOConcurrencyHelpers
import PolicyEngine

/// Keeps the newest good policy set of a directory: a bad one never replaces it.
///
/// Looking costs a `stat` for each file; contents are read only when one of them changed. A ConfigMap's swap of
/// `..data` shows as new inodes behind the same names.
package final class PolicyWatcher: Sendable {
    /// What is known of the last reload, for metrics, logs and `/readyz?verbose`.
    package struct Status: Sendable, Hashable {
        /// Sets taken over so far; 0 until the first.
        package var generation = 0
        /// Of the set in use.
        package var digest: String?
        package var loadedAt: Date?
        /// The commit of the work tree that the set in use was read from; nil where it lies in none.
        package var commit: String?
        /// When files that had changed were last read, for better or worse.
        package var attemptedAt: Date?
        /// What is wrong with the files as they stand, one problem a line; nil where the set in use is what they say.
        package var lastError: String?
        package var warnings: [PolicyProblem] = []

        package var isLoaded: Bool { generation > 0 }
    }

    fileprivate struct State {
        var seen: PolicyDirectory.Snapshot?
        var set: PolicySet?
        var status = Status()
    }

    package let paths: [String]
    private let state = NIOLockedValueBox(State())
    /// Held while files are read, so that two polls never cross.
    private let polling = NIOLock()

    package init(_ paths: [String]) { self.paths = paths }

    /// The set to judge by; nil until the first good one was read.
    package var current: PolicySet? { state.withLockedValue { $0.set } }

    package var status: Status { state.withLockedValue { $0.status } }

    /// Looks whether anything changed, and takes over what is good. Blocks while it reads.
    /// - Returns: whether the set in use changed.
    @discardableResult
    package func poll(at time: Date) -> Bool {
        polling.withLock {
            let (seen, isBad) = state.withLockedValue { ($0.seen, $0.status.lastError != nil) }
            // A bad state is read again even where nothing shows a change: a disk may have failed for a moment.
            guard isBad || seen.map({ $0.rescan(paths) != $0.scan }) ?? true else { return false }
            let snapshot = PolicyDirectory.snapshot(paths)
            let commit = paths.first.flatMap(GitCommit.of)
            return state.withLockedValue { $0.take(snapshot, commit, at: time) }
        }
    }

    /// Polls until the task is cancelled; `changed` hears of every read that ended in a new set or a new error.
    package func run(
        every interval: Duration = .seconds(1), changed: @Sendable (Status) -> Void = { _ in }
    ) async {
        while !Task.isCancelled {
            let before = status.attemptedAt
            poll(at: Date())
            let now = status
            if now.attemptedAt != before { changed(now) }
            try? await Task.sleep(for: interval)
        }
    }
}

extension PolicyWatcher.State {
    fileprivate mutating func take(_ snapshot: PolicyDirectory.Snapshot, _ commit: String?, at time: Date) -> Bool {
        let error = snapshot.lint.set == nil ? snapshot.lint.errors.map(\.description).joined(separator: "\n") : nil
        guard seen?.scan != snapshot.scan || status.lastError != error else { return false }
        seen = snapshot
        status.attemptedAt = time
        status.warnings = snapshot.lint.warnings
        guard let set = snapshot.lint.set else {
            // Fail closed: the old set stays in use, and everybody can see that it is old.
            status.lastError = error
            return false
        }
        status.lastError = nil
        let isNew = self.set?.digest != set.digest
        self.set = set
        guard isNew else { return false }
        status.generation += 1
        status.digest = set.digest
        status.commit = commit
        status.loadedAt = time
        return true
    }
}
