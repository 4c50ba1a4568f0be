import Attestation
import FoundationEssentials
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// Asks all rules of the policy.
    ///
    /// - Parameter refused: places of references that the policy refuses for their pinning already: no evidence can be
    ///   about a name that moves, and saying so once is enough.
    mutating func judge(_ references: [ModelReference], refused: Set<FieldPath>) -> EvidenceResult {
        guard references.count <= Self.mostReferences else {
            refuseAll(references)
            return result
        }
        checkContextText()
        var proven: [ProvenModel] = []
        for reference in references where reference.role.isProvenByItself {
            do throws(ModelSubject.Unbound) {
                let model = try ModelSubject(reference, sources: modelSources)
                proven.append(judge(reference, model, among: references))
            } catch {
                judge(unbound: error, reference, isRefused: refused.contains(reference.path))
            }
        }
        judgeCompanions(references.filter { !$0.role.isProvenByItself }, proven, refused: refused)
        return result
    }

    /// Each reference is compared with the others; an object that is meant to run has a handful.
    private static let mostReferences = 500

    private mutating func refuseAll(_ references: [ModelReference]) {
        guard let first = references.first else { return }
        if policy.dataset != nil { report(.datasetMissing, first, tooMany(references.count, Self.mostReferences)) }
        if policy.rollback != nil {
            report(.rollbackContextUnknown, first, tooMany(references.count, Self.mostReferences))
        }
        for code in codesWithoutSubject { report(code.code, first, tooMany(references.count, Self.mostReferences)) }
    }

    /// What each rule says of a reference that no evidence can be about.
    private var codesWithoutSubject: [(rule: String, code: ReasonCode)] {
        var codes: [(rule: String, code: ReasonCode)] = []
        if policy.lineage != nil { codes.append((LineageRule.name, .lineageSubject)) }
        if policy.evaluation != nil { codes.append((EvaluationRule.name, .evaluationSubject)) }
        if policy.modelSignature != nil { codes.append((ModelSignatureRule.name, .modelSignatureMissing)) }
        return codes
    }

    private mutating func judge(
        _ reference: ModelReference, _ model: ModelSubject, among references: [ModelReference]
    ) -> ProvenModel {
        var proven = ProvenModel(reference: reference, subject: model)
        if let digest = model.digest { result.models.append(digest) }
        if let rule = policy.lineage { check(rule, reference, model, &proven) }
        if let rule = policy.evaluation { check(rule, reference, model, &proven) }
        checkAgreement(reference, &proven)
        if reference.role == .adapter { checkBase(of: proven, among: references) }
        if let rule = policy.dataset { check(rule, reference, proven) }
        if let rule = policy.modelSignature { check(rule, reference, model, proven) }
        if let rule = policy.rollback { check(rule, reference, proven) }
        return proven
    }

    private mutating func judge(unbound: ModelSubject.Unbound, _ reference: ModelReference, isRefused: Bool) {
        if let rule = policy.rollback, !isRefused {
            check(rule, reference, ProvenModel(reference: reference, subject: nil))
        }
        if let rule = policy.dataset {
            if isRefused {
                noteUnevaluated(DatasetRule.name, alreadyRefused(reference))
            } else {
                check(rule, reference, ProvenModel(reference: reference, subject: nil))
            }
        }
        for (rule, code) in codesWithoutSubject {
            if isRefused {
                noteUnevaluated(rule, alreadyRefused(reference))
            } else {
                report(code, reference, noEvidencePossible(reference, unbound))
            }
        }
    }

    /// Every statement about a version must say the same of its bytes.
    private mutating func checkAgreement(_ reference: ModelReference, _ proven: inout ProvenModel) {
        let different = Set(proven.statements.map(\.model)).sorted { $0.hex < $1.hex }
        guard different.count > 1 else { return }
        proven.hasConflict = true
        let rule = policy.evaluation != nil ? EvaluationRule.name : LineageRule.name
        report(.evidenceConflict, reference, conflict(reference, proven.statements, different), rule: rule)
    }
}

/// What the evidence said of one model.
struct ProvenModel {
    let reference: ModelReference
    /// nil where no evidence can be about it.
    let subject: ModelSubject?
    /// Statements about it that count, whatever they say.
    var statements: [EvidenceSearch.Attested] = []
    /// What decided.
    var lineage: Lineage?
    var evaluation: Evaluation?
    var hasConflict = false

    /// The digest of its content, as all statements agree.
    var content: Digest? {
        if case .content(let digest)? = subject { return digest }
        return hasConflict ? nil : statements.first?.model
    }
}

extension ModelReference.Role {
    /// Whether evidence must be about it. What only accompanies a model is proven with the model.
    var isProvenByItself: Bool {
        switch self {
        case .model, .adapter, .explainer, .image, .cache: true
        case .tokenizer, .code, .draftModel, .config, .transformer: false
        }
    }
}

// What a user reads.

private func alreadyRefused(_ reference: ModelReference) -> String {
    "\(quoted(reference.value)) is not pinned, so that no evidence can be about it"
}

private func noEvidencePossible(_ reference: ModelReference, _ unbound: ModelSubject.Unbound) -> String {
    "\(quoted(reference.value)) is \(printable(unbound.reason, limit: 300)), and no evidence can be about it; "
        + printable(unbound.mend, limit: 300)
}

private func tooMany(_ count: Int, _ most: Int) -> String {
    "the object refers to \(count) models, tokenizers and the like, and evidence is looked for \(most) at most; serve them "
        + "from objects of their own"
}

private func conflict(
    _ reference: ModelReference, _ statements: [EvidenceSearch.Attested], _ digests: [Digest]
) -> String {
    let said = digests.prefix(3).map { digest in
        let place = statements.first { $0.model == digest }?.item.title ?? ""
        return "\(place) says sha256:\(digest.hex.prefix(12))…"
    }
    return
        "\(quoted(reference.value)) has evidence that disagrees about its bytes: \(said.joined(separator: ", ")); find "
        + "out which bytes it holds, and remove the evidence about others"
}
