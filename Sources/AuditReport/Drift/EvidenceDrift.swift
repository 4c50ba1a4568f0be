import DecisionLog
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Evidence that let a model in and counts no longer: it is gone, it is too old, or nobody who signed it is believed any
/// more.
///
/// Where other evidence counts in its place nothing has drifted. What today's policies find is a finding, and stands beside
/// it.
struct EvidenceDrift {
    let policies: PolicySet
    let index: EvidenceIndex
    let time: Date

    func drift(of workload: AuditedWorkload, _ admitted: AdmittedState) -> [Drift] {
        let asked = policies.policies.filter { workload.policies.contains($0.name) }
        var seen: Set<Decision.Evidence> = []
        return admitted.evidence.filter { seen.insert($0).inserted }.compactMap { former in
            guard let model = workload.models.first(where: { $0.reference.value == former.model }) else { return nil }
            let today = model.evidence.filter { $0.rule == former.rule }.map(\.digest.description)
            guard today.isEmpty || today.contains(former.digest), let reason = reason(former, asked) else { return nil }
            return Drift(.evidence, path: model.reference.path.description, lost(former, reason, admitted.decided))
        }
    }

    /// Why it counts no longer; nil where it does, where nobody asks for it any more, and where nobody can tell.
    private func reason(_ former: Decision.Evidence, _ asked: [ModelProvenancePolicy]) -> String? {
        let demands = asked.compactMap { $0.demand(of: former.rule) }
        guard !demands.isEmpty else { return nil }
        let items = index.items(hint: former.digest)
        guard !items.isEmpty else { return gone(former) }
        let reasons = items.map { item in demands.lazy.compactMap { objection(item, $0) }.first }
        // One place where it still counts is enough.
        return reasons.contains(nil) ? nil : reasons.compactMap { $0 }.first
    }

    /// A source that could not be read has lost nothing.
    private func gone(_ former: Decision.Evidence) -> String? {
        guard let source = index.sources.first(where: { $0.name == former.source }) else { return noSource }
        return source.failure == nil ? missing : nil
    }

    private func objection(_ item: EvidenceItem, _ demand: EvidenceDemand) -> String? {
        switch item.outcome {
        case .failure(let rejection): return printable(rejection.reason, limit: 200)
        case .success(let statement):
            let wanted = statement.signers.filter { demand.signedBy.contains($0.trustRoot) }
            guard !wanted.isEmpty else { return otherSigner(demand.signedBy) }
            guard wanted.contains(where: { $0.isValid(at: time) }) else { return signerEnded }
            guard let age = demand.maxAge, let finished = item.content.finished else { return nil }
            let end = finished.addingTimeInterval(Double(age.seconds))
            return end < time ? tooOld(end, age) : nil
        }
    }
}

extension ModelProvenancePolicy {
    fileprivate func demand(of rule: String) -> EvidenceDemand? {
        switch rule {
        case EvaluationRule.name: evaluation?.demand
        case LineageRule.name: lineage?.demand
        case ModelSignatureRule.name: modelSignature?.demand
        default: nil
        }
    }
}

extension PredicateContent {
    fileprivate var finished: Date? {
        switch self {
        case .evaluation(let evaluation): evaluation.finishedOn?.date
        case .lineage(let lineage): lineage.finishedOn?.date
        case .modelSignature, .malformed, .other: nil
        }
    }
}

// What an auditor reads.

private func lost(_ former: Decision.Evidence, _ reason: String, _ decided: Date) -> String {
    "the \(printable(former.rule, limit: 60)) by which it was let in on \(Timestamp.string(decided)) counts no longer: "
        + "\(printable(former.source, limit: 60)): \(printable(former.place, limit: 120)) "
        + "(\(printable(former.digest, limit: 80))): \(reason); attest it again"
}
private let missing = "it is gone from there"
private let noSource = "no policy names this source any more"
private func otherSigner(_ wanted: [String]) -> String {
    "it is signed by nobody of \(printable(wanted.joined(separator: ", "), limit: 120))"
}
private let signerEnded = "the certificates of those who signed it do not hold today"
private func tooOld(_ end: Date, _ age: Lifetime) -> String {
    "it was too old from \(Timestamp.string(end)) on (maxAge \(age))"
}
