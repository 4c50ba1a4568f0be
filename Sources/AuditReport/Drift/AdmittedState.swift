import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences

/// What was known of a workload when it was let in, as the log says.
package struct AdmittedState: Sendable, Hashable {
    package var decided: Date
    package var models: [Decision.Model]
    package var evidence: [Decision.Evidence]
    package var datasets: [Decision.Dataset]

    /// - Parameter decision: the one that let in what is live: it was judged in full, and names what it rests on.
    package init(_ decision: Decision) {
        decided = decision.time
        models = decision.models
        evidence = decision.evidence
        datasets = decision.datasets
    }

    /// The bytes that a reference stood for; nil where nobody said it then, or where two answers were given.
    func digest(of reference: ModelReference) -> Digest? {
        let same = models.lazy.filter {
            $0.served.value == reference.value && $0.served.revision == reference.revision
        }
        let digests = Set(same.compactMap(\.served.digest))
        return digests.count == 1 ? digests.first : nil
    }
}
