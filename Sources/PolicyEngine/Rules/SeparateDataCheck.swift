import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// Whether the model was measured on other data than it was trained on, as its verified lineage says.
    mutating func checkSeparateData(
        _ evaluation: Evaluation, _ lineage: Lineage?, _ reference: ModelReference, _ place: String
    ) {
        guard let lineage else { return report(.evaluationSameData, reference, cannotTell(reference, noLineage)) }
        guard !lineage.datasets.isEmpty else {
            return report(.evaluationSameData, reference, cannotTell(reference, noTraining))
        }
        guard !evaluation.datasets.isEmpty else {
            return report(.evaluationSameData, reference, cannotTell(reference, noData))
        }
        for data in evaluation.datasets {
            for training in lineage.datasets where DatasetPin.isSame(data, training) {
                report(.evaluationSameData, reference, same(reference, place, data, training))
            }
            guard !DatasetPin.isIdentified(data) else { continue }
            report(.evaluationSameData, reference, cannotTell(reference, unidentified(data)))
        }
        for training in lineage.datasets where !DatasetPin.isIdentified(training) {
            report(.evaluationSameData, reference, cannotTell(reference, unidentified(training)))
        }
    }
}

// What a user reads.

private let noLineage = "no verified lineage says what it was trained on"
private let noTraining = "its lineage names no data"
private let noData = "its evaluation names no data"

private func unidentified(_ data: ResourceDescriptor) -> String {
    "\(quoted(data.name ?? data.uri ?? "", limit: 80)) is named by no digest or version"
}

private func cannotTell(_ reference: ModelReference, _ reason: String) -> String {
    "\(quoted(reference.value)): whether it was evaluated on the data that it was trained on cannot be told, since "
        + "\(reason); name all data by digest in its evaluation and lineage"
}

private func same(
    _ reference: ModelReference, _ place: String, _ data: ResourceDescriptor, _ training: ResourceDescriptor
) -> String {
    "\(quoted(reference.value)) was evaluated (\(place)) on \(quoted(data.name ?? data.uri ?? "", limit: 80)), which it was "
        + "trained on as \(quoted(training.name ?? training.uri ?? "", limit: 80)); evaluate it on data that it has not seen"
}
