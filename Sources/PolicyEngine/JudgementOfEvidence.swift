import FoundationEssentials
import KubernetesModel
import ModelReferences

extension PolicySet {
    /// Asks one policy's questions about evidence.
    func judge(
        _ references: [ModelReference], refused: Set<FieldPath>, by policy: ModelProvenancePolicy, of subject: Subject,
        evidence: EvidenceIndex, at time: Date, in judgement: inout Judgement
    ) {
        var questions = EvidenceCase(policy, self, subject, evidence, at: time)
        let result = questions.judge(references, refused: refused)
        for finding in result.findings { apply(finding, of: policy, to: subject, at: time, in: &judgement) }
        for finding in result.unreachable {
            applyUnreachable(finding, of: policy, to: subject, at: time, in: &judgement)
        }
        judgement.notEvaluated += result.notEvaluated.map { note in
            Judgement.NotEvaluated(rule: note.rule, policy: policy.name, reason: note.reason)
        }
        for use in result.used where !judgement.evidence.contains(use) { judgement.evidence.append(use) }
        judgement.hold(until: result.holdsUntil)
        judgement.restsOnRecord = judgement.restsOnRecord || result.restsOnRecord
        let isAboutEvidence = result.unreachable.contains { $0.code != .recordUnavailable }
        if !result.findings.isEmpty || isAboutEvidence { judgement.seek(result.models) }
    }

    /// Where a policy that denies cannot see, nothing can be decided; one that warns or records goes on, and so does
    /// everything that a controller writes for an owner.
    private func applyUnreachable(
        _ finding: RuleFinding, of policy: ModelProvenancePolicy, to subject: Subject, at time: Date,
        in judgement: inout Judgement
    ) {
        guard expiredExceptions(about: finding, of: policy, on: subject, at: time, in: &judgement) != nil else {
            return
        }
        guard policy.action == .deny, !subject.isChild, !subject.isExcused else {
            judgement.notEvaluated.append(
                Judgement.NotEvaluated(
                    rule: finding.rule ?? finding.code.rule, policy: policy.name,
                    reason: "\(finding.message) [\(finding.code)]"))
            return
        }
        let place = finding.path.description
        let message = place.isEmpty ? finding.message : "\(place): \(finding.message)"
        judgement.unreachable.append(
            Judgement.Unreachable(
                rule: finding.rule ?? finding.code.rule, policy: policy.name,
                undecided: Undecided(code: finding.code, message: message)))
    }
}

extension Judgement {
    /// Evidence that is not known yet might change the answer.
    fileprivate mutating func seek(_ models: [Digest]) {
        var digests = sought?.models ?? []
        for digest in models where !digests.contains(digest) { digests.append(digest) }
        sought = SoughtEvidence(models: digests)
    }

    /// Time alone may change the answer at that moment.
    mutating func hold(until moment: Date?) {
        guard let moment else { return }
        holdsUntil = min(holdsUntil ?? moment, moment)
    }
}
