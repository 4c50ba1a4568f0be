import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

let churn = WorkloadIdentity(group: "serving.kserve.io", kind: "InferenceService", namespace: "ml-prod", name: "churn")

/// What was live, for tests: the newest first.
struct Past {
    var states: [ServedState] = []
    /// Why it cannot be read.
    var failure: String?

    /// Puts a state before all others in the record, as the newest.
    mutating func add(
        _ values: String..., context: [String: String] = [:], admission: ServedState.Admission = .allowed,
        workload: WorkloadIdentity = churn, uid: String = "u1", until: String? = "2026-11-10T00:00:00Z",
        role: ModelReference.Role = .model, digest: Digest? = nil
    ) {
        let models = values.map { ServedModel(role: role, value: $0, pinning: "versioned", digest: digest) }
        states.insert(
            ServedState(
                workload: workload, uid: uid, models: models, context: DataContext(context), admission: admission,
                liveSince: Date(timeIntervalSince1970: 1_780_000_000),
                liveUntil: until.flatMap { Timestamp($0)?.date }),
            at: 0)
    }

    var record: ServingRecord {
        let (states, failure) = (states, failure)
        @Sendable func known(_ wanted: (ServedState) -> Bool) -> ServingRecord.Known<[ServedState]> {
            failure.map { .unavailable($0) } ?? .known(states.filter(wanted))
        }
        return ServingRecord(
            states: { workload in known { $0.workload == workload } },
            statesOfModel: { model, namespace in
                known { state in
                    state.workload.namespace == namespace
                        && state.models.contains { ModelIdentity.of($0.value).name == model }
                }
            }, object: { _ in .known(nil) })
    }
}

/// `pedigree.dev/data-context`.
func context(_ text: String, name: String? = nil) -> Declaration {
    Declaration(
        topic: .dataContext, name: name, text: text,
        path: FieldPath("metadata.annotations[\"pedigree.dev/data-context\"]"),
        position: SourcePosition(line: 3, column: 1))
}
