import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    mutating func check(_ rule: DatasetRule, _ reference: ModelReference, _ proven: ProvenModel) {
        let declarations = declared(.dataset, for: reference)
        if let both = ambiguous(declarations, reference) {
            return report(.datasetMismatch, reference, twoMeanings(both), at: both)
        }
        let named = declarations.flatMap { declaration in
            DatasetReference.all(in: declaration.text).map { (declaration: declaration, dataset: $0) }
        }
        guard !named.isEmpty else {
            return report(.datasetMissing, reference, undeclared(reference, proven.lineage))
        }
        guard named.count <= Self.mostDatasets else {
            return report(
                .datasetMismatch, reference, tooMany(reference, named.count, Self.mostDatasets),
                at: named[0].declaration)
        }
        for (declaration, dataset) in named {
            if !rule.allow.contains(dataset.pin) {
                report(.datasetMutable, reference, notPinned(reference, dataset, rule.allow), at: declaration)
            } else if let lineage = proven.lineage, !lineage.datasets.contains(where: { DatasetPin.names(dataset, $0) })
            {
                report(.datasetMismatch, reference, notInLineage(reference, dataset, lineage), at: declaration)
            }
        }
        if policy.lineage != nil, proven.lineage == nil { noteUnevaluated(DatasetRule.name, notCompared(reference)) }
    }

    private static let mostDatasets = 100

    /// A declaration whose name is that of a container as well as of an adapter.
    private func ambiguous(_ declarations: [Declaration], _ reference: ModelReference) -> Declaration? {
        declarations.first { declaration in
            guard let name = declaration.name else { return false }
            return workload.references.contains { $0.adapterName == name }
                && workload.references.contains { $0.role != .adapter && $0.container == name }
        }
    }
}

// What a user reads.

private func undeclared(_ reference: ModelReference, _ lineage: Lineage?) -> String {
    let known = lineage?.datasets.compactMap { data in data.strongDigests.first?.description }.first
    return "\(quoted(reference.value)) comes without the data that it was trained on; name it in the annotation "
        + "pedigree.dev/dataset, e.g. pedigree.dev/dataset: \(known ?? "sha256:DIGEST")"
}

private func notPinned(
    _ reference: ModelReference, _ dataset: DatasetReference, _ allowed: Set<DatasetReference.Class>
) -> String {
    let mend = dataset.suggestion ?? "name the data by its digest, e.g. sha256:DIGEST"
    return
        "\(quoted(dataset.text)), the data of \(quoted(reference.value)), is \(printable(dataset.reason, limit: 200)), and "
        + "the policy admits data that is \(DatasetPin.words(allowed)); \(mend)"
}

private func notInLineage(_ reference: ModelReference, _ dataset: DatasetReference, _ lineage: Lineage) -> String {
    let known = lineage.datasets.prefix(3).map { data in
        data.strongDigests.first?.short ?? quoted(data.uri ?? data.name ?? "", limit: 80)
    }
    let what = known.isEmpty ? "no data" : known.joined(separator: ", ")
    return
        "\(quoted(dataset.text)) is not what \(quoted(reference.value)) was trained on: its lineage names \(what); write "
        + "that in the annotation"
}

private func tooMany(_ reference: ModelReference, _ count: Int, _ most: Int) -> String {
    "\(quoted(reference.value)) is said to be trained on \(count) datasets, and \(most) are compared at most; name what holds "
        + "them, such as one commit"
}

private func notCompared(_ reference: ModelReference) -> String {
    "the data of \(quoted(reference.value)) is compared with no lineage, since none of it counts"
}

private func twoMeanings(_ declaration: Declaration) -> String {
    "\(quoted(declaration.name ?? "")) is the name of a container as well as of an adapter, so that nobody can tell whose data "
        + "is named; give one of them another name"
}
