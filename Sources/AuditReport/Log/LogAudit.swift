import CheckCommand
import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Audits what was live by the log alone: each object is made again as far as it was judged, and judged by today's policies.
///
/// INVARIANT: an object is judged only where what the log keeps of it gives exactly what was judged then; of any other it is
/// said that nobody could judge it.
package struct LogAudit: Sendable {
    private let reviewer: Reviewer
    /// What "now" means for policies, exceptions and evidence.
    private let time: Date

    package init(_ reviewer: Reviewer, at time: Date) {
        self.reviewer = reviewer
        self.time = time
    }

    /// - Parameter each: told of what serves models, or has something against it, in the order of `history.live`.
    /// - Returns: what was looked at.
    package func run(
        _ history: LogHistory, in store: any DecisionStore, each: (AuditedWorkload) -> Void
    ) throws(LogFailure) -> Coverage {
        var kinds: [String: Coverage.Kind] = [:]
        for (kind, count) in history.childKinds {
            kinds[kind, default: Coverage.Kind(name: kind)].objects += count
            kinds[kind, default: Coverage.Kind(name: kind)].children += count
        }
        var rest = history.live[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batch)
            rest = rest.dropFirst(batch.count)
            let decisions = try history.decisions(about: batch, in: store)
            for live in batch {
                let audited = audit(live, live.decision.flatMap { decisions[$0] }, history)
                let kind = live.workload.groupKind
                kinds[kind, default: Coverage.Kind(name: kind)].count(audited)
                if let audited { each(audited) }
            }
        }
        var coverage = Coverage()
        coverage.kinds = kinds.values.sorted { $0.name < $1.name }
        return coverage
    }

    /// Decisions that are held at once.
    private static let batch = 500

    /// nil where it serves nothing, and nobody has anything against it.
    private func audit(
        _ live: LogHistory.LiveWorkload, _ decision: Decision?, _ history: LogHistory
    ) -> AuditedWorkload? {
        if let decision, decision.models.isEmpty, decision.codes.isEmpty, live.presence.admission != .denied {
            return nil
        }
        let gvk = GroupVersionKind(
            group: live.workload.group, version: decision?.version ?? "", kind: live.workload.kind)
        let identity = ObjectIdentity(gvk: gvk, namespace: live.workload.namespace, name: live.workload.name)
        var audited: AuditedWorkload
        if let decision {
            audited = judged(identity, decision, history.record)
        } else {
            audited = AuditedWorkload(identity: identity, judgement: .undecided(unknownDecision))
        }
        audited.uid = live.uid
        audited.presence = live.presence
        audited.children = history.children[live.uid] ?? 0
        if live.presence.admission == .denied {
            audited.drift.append(Drift(.admission, notLetIn(live.presence, decision)))
        }
        return audited
    }

    private func judged(
        _ identity: ObjectIdentity, _ decision: Decision, _ record: ServingRecord
    ) -> AuditedWorkload {
        guard let restored = RestoredObject(identity, decision) else {
            var audited = AuditedWorkload(identity: identity, judgement: .undecided(notKept))
            audited.models = decision.auditedModels
            audited.policies = decision.policies
            return audited
        }
        do throws(Undecided) {
            let review = try reviewer.review(restored.request(record), at: time)
            var audited = AuditedWorkload(identity, review)
            audited.gitOps = restored.tracking
            return audited
        } catch {
            var audited = AuditedWorkload(identity: identity, judgement: .undecided(error.description))
            audited.models = decision.auditedModels
            audited.gitOps = restored.tracking
            return audited
        }
    }
}

extension Coverage.Kind {
    fileprivate mutating func count(_ audited: AuditedWorkload?) {
        objects += 1
        guard let audited else { return }
        if !audited.models.isEmpty { serving += 1 }
        if audited.isUncovered { uncovered += 1 }
        if case .undecided = audited.judgement { undecided += 1 }
    }
}

extension AuditedWorkload {
    fileprivate init(_ identity: ObjectIdentity, _ review: Review) {
        // What nobody refuses since it runs already would be refused today all the same.
        let findings = review.findings + review.drift
        self.init(identity: identity, judgement: findings.contains { $0.action == .deny } ? .denied : .allowed)
        self.findings = findings
        models = review.references.map { reference in
            let evidence = review.evidence.filter { $0.reference == reference.value }
            return AuditedModel(
                reference: reference, digest: reference.digest(by: evidence), evidence: evidence)
        }
        policies = review.policies
        exceptions = review.exceptions
        notEvaluated = review.notEvaluated
        isUncovered = review.policies.isEmpty && !review.references.isEmpty
    }
}

extension ModelReference {
    /// Of its content: its own, or the one that all evidence for it gives.
    fileprivate func digest(by evidence: [UsedEvidence]) -> Digest? {
        if case .pinned(let digest) = pinning { return digest }
        let digests = Set(evidence.compactMap(\.model))
        return digests.count == 1 ? digests.first : nil
    }
}

extension Decision {
    /// What it served, as the log has it.
    var auditedModels: [AuditedModel] {
        models.map { model in
            let served = model.served
            let pinning: Pinning =
                switch (served.pinning, served.digest) {
                case ("pinned", let digest?): .pinned(digest)
                case ("versioned", _): .versioned(asLogged)
                case ("mutable", _): .mutable(asLogged)
                default: .unresolved(asLogged)
                }
            let reference = ModelReference(
                value: served.value, path: FieldPath(model.path), position: SourcePosition(line: 0, column: 0),
                consumer: Consumer(model.consumer), role: served.role, revision: served.revision, pinning: pinning,
                container: served.container)
            return AuditedModel(reference: reference, digest: served.digest)
        }
    }
}

// MARK: - What the user reads

private let asLogged = "what the log says of it"
private let unknownDecision =
    "the log says that the cluster held it, and has no decision that says what it served; audit the cluster itself"
private let notKept =
    "the log does not keep all by which it was judged (a script, an address with a password, or a decision of an older "
    + "version); audit the cluster itself, or the manifest in Git"

private func notLetIn(_ presence: Presence, _ decision: Decision?) -> String {
    let codes = decision?.codes ?? []
    let reason = codes.isEmpty ? "" : " [\(codes.map { printable($0, limit: 60) }.joined(separator: ", "))]"
    guard decision?.operation == "OBSERVED" else { return refused + reason }
    return unasked + reason
}
private let refused = "the cluster holds it although it was refused\(mend)"
private let unasked = "the cluster holds it, nobody was asked, and it would have been refused\(mend)"
private let mend = "; mend it, or let it go through the gate again"
