import Attestation
import KubernetesModel

/// A record must lead from the model to what it was made from.
package struct LineageRule: Sendable, Hashable {
    package static let name = "lineage"

    /// What a record can be asked to name.
    package enum Field: String, Sendable, Hashable, CaseIterable {
        case source, dataset, parameters, environment, seed
    }

    package var demand: EvidenceDemand
    package var require: [Field]
    /// Empty: any builder.
    package var builders: [Glob]
    /// Whether a record that nobody signed will do.
    package var allowsUnsignedRecords: Bool

    package init(
        demand: EvidenceDemand, require: [Field] = [], builders: [Glob] = [], allowsUnsignedRecords: Bool = false
    ) {
        self.demand = demand
        self.require = require
        self.builders = builders
        self.allowsUnsignedRecords = allowsUnsignedRecords
    }
}

extension LineageRule {
    /// What a lineage may be written as.
    static let predicateTypes: Set<String> = [PredicateType.provenanceV1, PredicateType.provenanceV0_2]
}
