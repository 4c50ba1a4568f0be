import Attestation
import EvidenceStores
import KubernetesModel
import PolicyEngine

/// The stage of a DVC pipeline that trained the model.
struct PipelineStage: Sendable {
    var datasets: [ResourceDescriptor]
    var parameters: [String: String]
    var command: String?

    /// - Parameter stage: its name, where the lock has several.
    static func read(_ input: AttestInput, stage: String?) throws(AttestError) -> PipelineStage {
        let lock: DVCLock
        do throws(DVCLock.Failure) {
            lock = try DVCLock.parse(input.bytes)
        } catch {
            throw AttestError(input.name, at: error.position, error.message)
        }
        let names = lock.stages.map(\.name)
        guard stage != nil || names.count == 1 else { throw AttestError("--stage", whichStage(names)) }
        guard let found = lock.stages.first(where: { stage == nil || $0.name == stage }) else {
            throw AttestError("--stage", noSuchStage(stage ?? "", names))
        }
        var parameters: [String: String] = [:]
        for parameter in found.parameters {
            FlatParameters.collect(parameter.value, prefix: parameter.name, into: &parameters, depth: 0)
        }
        return PipelineStage(
            datasets: found.dependencies.map { $0.descriptor(named: $0.path) }, parameters: parameters,
            command: found.command)
    }
}

private func whichStage(_ names: [String]) -> String {
    names.isEmpty
        ? "the dvc.lock has no stages" : "which stage trained the model? one of \(names.joined(separator: ", "))"
}
private func noSuchStage(_ name: String, _ names: [String]) -> String {
    let hint = NearestWord.to(name, in: names).map { "; did you mean \($0)?" } ?? ""
    return "there is no stage \(quoted(name))\(hint) (\(names.joined(separator: ", ")))"
}
