import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences

/// What one evaluation said of one model, as the decisions that rested on it kept it.
struct LoggedMetrics: Sendable, Hashable {
    /// The model as its reference is written, without its version, and its version.
    var reference: String
    var identity: String
    var version: String?
    /// Of its content, where the log has it.
    var digest: Digest?
    /// `sha256:…` of the envelope.
    var envelope: String
    /// When it counted first.
    var time: Date
    var metrics: [Decision.Metric]
}

/// Gathers what evaluations said, each of them once.
struct MetricCollector {
    private struct Key: Hashable {
        var reference: String
        var envelope: String
    }

    private var known: [Key: LoggedMetrics] = [:]
    private let most: Int

    init(most: Int) { self.most = most }

    mutating func add(_ decision: Decision) {
        for evidence in decision.evidence where !evidence.metrics.isEmpty {
            let key = Key(reference: evidence.model, envelope: evidence.digest)
            if var metrics = known[key] {
                // Another policy may have asked for other metrics of it.
                let new = evidence.metrics.filter { !metrics.metrics.contains($0) }
                guard !new.isEmpty || decision.time < metrics.time else { continue }
                metrics.metrics += new
                metrics.time = min(metrics.time, decision.time)
                known[key] = metrics
            } else if known.count < most {
                known[key] = LoggedMetrics(evidence, of: decision)
            }
        }
    }

    /// The oldest first.
    var all: [LoggedMetrics] {
        known.values.sorted { ($0.time, $0.reference, $0.envelope) < ($1.time, $1.reference, $1.envelope) }
    }
}

extension LoggedMetrics {
    fileprivate init(_ evidence: Decision.Evidence, of decision: Decision) {
        let model = decision.models.first { $0.served.value == evidence.model }
        let consumer = model.map { Consumer($0.consumer) } ?? .any
        let own = ModelIdentity.of(evidence.model, revision: model?.served.revision, consumer: consumer)
        self.init(
            reference: evidence.model, identity: model?.identity ?? own.name, version: own.version,
            digest: model?.served.digest, envelope: evidence.digest, time: decision.time, metrics: evidence.metrics)
    }
}
