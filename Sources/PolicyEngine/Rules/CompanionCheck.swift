import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// What accompanies a model (tokenizer, code, draft model) must be named where the model is proven: alone it proves
    /// nothing, and with another model it was never measured.
    mutating func judgeCompanions(_ companions: [ModelReference], _ proven: [ProvenModel], refused: Set<FieldPath>) {
        guard policy.lineage != nil || policy.evaluation != nil else { return }
        let code: ReasonCode = policy.lineage != nil ? .lineageSubject : .evaluationSubject
        let rule = policy.lineage != nil ? LineageRule.name : EvaluationRule.name
        for companion in companions {
            guard let subject = ModelSubject(naming: companion) else {
                if refused.contains(companion.path) {
                    noteUnevaluated(rule, "\(quoted(companion.value)) is not pinned, so that no evidence can name it")
                } else {
                    report(code, companion, unpinned(companion))
                }
                continue
            }
            if proven.contains(where: { $0.names(subject) }) { continue }
            report(code, companion, unnamed(companion, proven.first?.reference))
        }
    }

    /// An adapter is proven with the base that it was made for; served on another it is another model.
    mutating func checkBase(of adapter: ProvenModel, among references: [ModelReference]) {
        let models = references.filter { $0.role == .model }
        let beside = models.filter { $0.container == adapter.reference.container }
        let bases = beside.isEmpty ? models : beside
        let rule = policy.lineage != nil ? LineageRule.name : EvaluationRule.name
        guard !bases.isEmpty else {
            return noteUnevaluated(
                rule, "the base of the adapter \(quoted(adapter.reference.value)) is not in this object")
        }
        let subjects = bases.compactMap { ModelSubject(naming: $0) }
        if let lineage = adapter.lineage,
            !subjects.contains(where: { base in lineage.baseModels.contains(where: base.isNamed) })
        {
            report(.lineageSubject, adapter.reference, otherBase(adapter.reference, bases, "lineage"))
        }
        guard let evaluation = adapter.evaluation else { return }
        let named = evaluation.configuration.filter { $0.name == "base-model" }
        guard policy.lineage == nil || !named.isEmpty else { return }
        if !subjects.contains(where: { base in named.contains(where: base.isNamed) }) {
            report(.evaluationSubject, adapter.reference, otherBase(adapter.reference, bases, "evaluation"))
        }
    }
}

extension ProvenModel {
    /// Whether the evidence of this model names the companion, or it is part of the model itself.
    fileprivate func names(_ companion: ModelSubject) -> Bool {
        if subject == companion { return true }
        return lineage?.dependencies.contains(where: companion.isNamed) == true
            || evaluation?.configuration.contains(where: companion.isNamed) == true
            || statements.contains { $0.statement.statement.subjects.contains(where: companion.isNamed) }
    }
}

// What a user reads.

private func unpinned(_ companion: ModelReference) -> String {
    "\(quoted(companion.value)), the \(companion.role.words), is \(printable(companion.pinning.reason, limit: 300)), so that no "
        + "evidence can name it; \(companion.suggestion ?? "name it by what cannot change")"
}

private func unnamed(_ companion: ModelReference, _ model: ModelReference?) -> String {
    let of = model.map { "the evidence of \(quoted($0.value))" } ?? "no evidence of a model"
    return
        "\(quoted(companion.value)), the \(companion.role.words), is not named in \(of); name it in the model's lineage "
        + "(resolvedDependencies) or evaluation (configuration), by digest or commit"
}

private func otherBase(_ adapter: ModelReference, _ bases: [ModelReference], _ what: String) -> String {
    let served = bases.prefix(2).map { quoted($0.value) }.joined(separator: ", ")
    return
        "\(quoted(adapter.value)) is an adapter that is served on \(served), which its \(what) does not name as base-model; "
        + "serve it on its own base, or attest it with --base-model"
}

extension ModelReference.Role {
    fileprivate var words: String {
        switch self {
        case .draftModel: "draft model"
        default: rawValue
        }
    }
}
