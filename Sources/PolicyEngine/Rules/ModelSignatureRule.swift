import Attestation

/// Somebody who is trusted must have signed the model (OpenSSF Model Signing).
package struct ModelSignatureRule: Sendable, Hashable {
    package static let name = "modelSignature"

    package var demand: EvidenceDemand

    package init(demand: EvidenceDemand) { self.demand = demand }
}

extension ModelSignatureRule {
    /// What a model's signature may be written as.
    static let predicateTypes: Set<String> = [PredicateType.modelSignature]
}
