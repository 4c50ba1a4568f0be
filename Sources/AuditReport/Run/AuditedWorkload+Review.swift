import CheckCommand
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

extension AuditedWorkload {
    /// What a review says of an object.
    package init(_ identity: ObjectIdentity, _ review: Review) {
        self.init(identity: identity, judgement: review.verdict == .denied ? .denied : .allowed)
        models = review.references.map { AuditedModel($0, review.evidence, review.declarations) }
        findings = review.findings
        policies = review.policies
        exceptions = review.exceptions
        notEvaluated = review.notEvaluated
        isUncovered = review.policies.isEmpty && !review.references.isEmpty
    }

    /// Nobody could judge it.
    package init(_ identity: ObjectIdentity, _ undecided: Undecided) {
        self.init(identity: identity, judgement: .undecided(undecided.description))
    }

    /// Whether a report has a place for it: it serves models, or something is to be said about it.
    var isRelevant: Bool {
        !models.isEmpty || !findings.isEmpty || !exceptions.isEmpty || judgement != .allowed
    }

    /// `InferenceService.serving.kserve.io ml-prod/churn`.
    var title: String { identity.description }
}

extension AuditedModel {
    /// - Parameters:
    ///   - evidence: what counts for the whole object; what is about this model is kept.
    ///   - declarations: what the whole object says; what is narrowed to this model stands for what is not.
    package init(_ reference: ModelReference, _ evidence: [UsedEvidence], _ declarations: [Declaration]) {
        var digest = evidence.attestedDigest(of: reference.value)
        if case .pinned(let pin) = reference.pinning { digest = pin }
        self.init(
            reference: reference, digest: digest, evidence: evidence.filter { $0.reference == reference.value })
        let data = declarations.filter { $0.topic == .dataset }
        let narrowed = data.filter { $0.name != nil && $0.name == reference.ownName }
        declaredDatasets = (narrowed.isEmpty ? data.filter { $0.name == nil } : narrowed).flatMap(\.words)
    }
}
