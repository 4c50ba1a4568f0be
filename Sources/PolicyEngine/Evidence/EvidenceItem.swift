import Attestation
import KubernetesModel

/// One envelope of a store, checked against every trust root.
package struct EvidenceItem: Sendable {
    /// The `EvidenceSource`.
    package var source: String
    /// Where in the source, for messages: `fraud-detector/eval.dsse.json`, `all.jsonl:3`.
    package var place: String
    /// `sha256` of the carrier's bytes.
    package var digest: Digest
    /// What the envelope says it is about, believed by nobody: for finding it, and for saying why it was rejected.
    package var claims: Claims
    /// The statement comes without its predicate: `content` is what was read of it.
    package let outcome: Result<VerifiedStatement, Rejection>
    /// What the verified statement says.
    package let content: PredicateContent

    package init(
        source: String, place: String, digest: Digest, claims: Claims, outcome: Result<VerifiedStatement, Rejection>
    ) {
        self.source = source
        self.place = place
        self.digest = digest
        self.claims = claims
        self.outcome = outcome.map { $0.withoutPredicate() }
        content = (try? outcome.get()).map { PredicateContent($0.statement) } ?? .other
    }

    package struct Claims: Sendable {
        package var predicateType: String?
        package var subjects: [ResourceDescriptor]

        package init(predicateType: String? = nil, subjects: [ResourceDescriptor] = []) {
            self.predicateType = predicateType
            self.subjects = subjects
        }
    }
}

/// What a tool wrote down about a model without signing it (OpenLineage, MLflow, DVC): "recorded", never "attested".
package struct UnsignedRecord: Sendable {
    package enum Format: String, Sendable, Hashable {
        case openLineage, mlflowRun, dvcLock
    }

    package var source: String
    package var place: String
    package var format: Format
    /// The models that it leads to.
    package var subjects: [ResourceDescriptor]
    /// What the model was made from, by role: `source`, `dataset:NAME`, `base-model`.
    package var dependencies: [ResourceDescriptor]
    /// Fields of lineage that it holds beside those: `parameters`, `environment`, `seed`.
    package var fields: Set<String>

    package init(
        source: String, place: String, format: Format, subjects: [ResourceDescriptor],
        dependencies: [ResourceDescriptor] = [], fields: Set<String> = []
    ) {
        self.source = source
        self.place = place
        self.format = format
        self.subjects = subjects
        self.dependencies = dependencies
        self.fields = fields
    }
}
