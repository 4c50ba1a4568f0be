import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    mutating func check(
        _ rule: ModelSignatureRule, _ reference: ModelReference, _ model: ModelSubject, _ proven: ProvenModel
    ) {
        // A signature names no URI: of a version or commit the other evidence must say which bytes it holds.
        guard let content = proven.content else {
            guard sources.unreached.isEmpty else {
                return nothing(
                    .modelSignature, [], words(rule, reference), types: ModelSignatureRule.predicateTypes, model: model)
            }
            return report(.modelSignatureMissing, reference, contentUnknown(reference))
        }
        let found = search.find(.content(content), types: ModelSignatureRule.predicateTypes, demand: rule.demand)
        note(found.boundaries)
        guard found.attested.isEmpty else {
            for attested in found.attested { noteUse(ModelSignatureRule.name, attested, for: reference) }
            return
        }
        nothing(
            .modelSignature, found.rejected, words(rule, reference), types: ModelSignatureRule.predicateTypes,
            model: .content(content))
    }

    private func words(_ rule: ModelSignatureRule, _ reference: ModelReference) -> EvidenceWords {
        let name = rule.demand.signedBy.first ?? "signer"
        return EvidenceWords(
            reference: reference, sources: sources,
            what: "model signature by \(EvidenceWords.signers(rule.demand))",
            command: "model_signing sign key MODEL_DIRECTORY --private_key \(name).key --signature "
                + sources.file("model.sig"))
    }
}

// What a user reads.

private func contentUnknown(_ reference: ModelReference) -> String {
    "\(quoted(reference.value)) has no digest that a model signature could be about, since no evidence that counts says which "
        + "bytes it holds; attest its lineage or evaluation, or name it by its digest"
}
