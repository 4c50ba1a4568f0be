import KubernetesModel
import NIOConcurrencyHelpers

/// Asks the stores on the network for evidence that is not known yet. Nobody waits here: answers come by a call.
package struct EvidenceDesk: Sendable {
    private let refreshers: [SourceRefresher]

    init(_ refreshers: [SourceRefresher]) {
        self.refreshers = refreshers.filter { $0.store.remote?.isAskedOnMiss ?? false }
            .sorted { $0.store.name < $1.store.name }
    }

    package static let nobody = EvidenceDesk([])

    /// How long what a source did not have is believed not to be there.
    package static let absence = Duration.seconds(5)

    /// Whether anybody may say more about `subjects` than is known: those who have just been asked may not.
    package func isWorthAsking(_ subjects: [Digest]) -> Bool { refreshers.contains { $0.isWorthAsking(subjects) } }

    /// How far the questions of one review are answered.
    package struct Progress: Sendable, Hashable {
        /// Sources that have not answered yet.
        package var pending: Set<String>
        /// Sources that could not say, with the reason.
        package var failed: [String: String]

        package init(pending: Set<String>, failed: [String: String] = [:]) {
            self.pending = pending
            self.failed = failed
        }
    }

    /// The sources that are asked.
    package var names: Set<String> { Set(refreshers.map(\.store.name)) }

    /// Asks every source about `subjects` (by digest, where it can be asked so) and for whatever is new. `step` is called
    /// each time that one has answered, never twice at once, on any thread, and perhaps before this returns.
    package func ask(_ subjects: [Digest], step: @escaping @Sendable (Progress) -> Void) {
        let progress = NIOLockedValueBox(Progress(pending: names))
        for refresher in refreshers {
            let name = refresher.store.name
            refresher.ask(subjects) { failure in
                progress.withLockedValue { progress in
                    progress.pending.remove(name)
                    progress.failed[name] = failure
                    step(progress)
                }
            }
        }
    }
}
