import KubernetesModel

/// What somebody claims of an artifact (in-toto Attestation Framework, spec/v1/statement.md). Claims nothing about who
/// said it: see `VerifiedStatement`.
package struct Statement: Sendable {
    package enum Version: String, Sendable, Hashable, CaseIterable {
        case v1 = "https://in-toto.io/Statement/v1"
        case v0_1 = "https://in-toto.io/Statement/v0.1"
    }

    package var version: Version
    /// At least one.
    package var subjects: [ResourceDescriptor]
    package var predicateType: String
    package var predicate: Node

    package init(version: Version, subjects: [ResourceDescriptor], predicateType: String, predicate: Node) {
        self.version = version
        self.subjects = subjects
        self.predicateType = predicateType
        self.predicate = predicate
    }
}

/// Predicate types that Pedigree reads.
package enum PredicateType {
    package static let modelEvaluation = "https://pedigree.dev/attestations/model-eval/v1"
    package static let testResult = "https://in-toto.io/attestation/test-result/v0.1"
    package static let cycloneDX = "https://cyclonedx.org/bom"
    package static let provenanceV1 = "https://slsa.dev/provenance/v1"
    package static let provenanceV0_2 = "https://slsa.dev/provenance/v0.2"
    package static let modelSignature = "https://model_signing/signature/v1.0"
}
