import KubernetesModel

/// What is known of what ran and runs: an input of the rules, as evidence is. The functions read memory and never wait.
package struct ServingRecord: Sendable {
    /// The states of a workload that were live, whatever their uid, deletions included: the newest first.
    package var states: @Sendable (WorkloadIdentity) -> Known<[ServedState]>
    /// The states in a namespace that served a model of this identity (`ModelIdentity.name`), of whatever workload: the
    /// newest first.
    package var statesOfModel: @Sendable (_ model: String, _ namespace: String?) -> Known<[ServedState]>
    /// The object with this uid, as the cluster holds it now; `.known(nil)` where it holds none, as far as was seen.
    package var object: @Sendable (_ uid: String) -> Known<LiveObject?>
    /// Whether `states` and `statesOfModel` can say anything: rules that ask what ran before have no input otherwise.
    package var keepsHistory = true

    package init(
        states: @escaping @Sendable (WorkloadIdentity) -> Known<[ServedState]>,
        statesOfModel: @escaping @Sendable (_ model: String, _ namespace: String?) -> Known<[ServedState]>,
        object: @escaping @Sendable (_ uid: String) -> Known<LiveObject?>
    ) {
        self.states = states
        self.statesOfModel = statesOfModel
        self.object = object
    }

    /// What is known, or why nobody can tell: a record that cannot be read is no empty one.
    package enum Known<Value: Sendable>: Sendable {
        case known(Value)
        case unavailable(String)
    }
}

/// One object as the cluster holds it now.
package struct LiveObject: Sendable, Hashable {
    package var uid: String
    package var workload: WorkloadIdentity
    package var generation: Int?
    /// The uid of the owner that manages it (`controller: true`), with what it is; nil where it has none.
    package var owner: Owner?
    /// Whether a deletion has begun (`metadata.deletionTimestamp`).
    package var isBeingDeleted: Bool
    /// What it serves and how it was let in; nil where it was not judged yet.
    package var state: ServedState?

    package init(
        uid: String, workload: WorkloadIdentity, generation: Int? = nil, owner: Owner? = nil,
        isBeingDeleted: Bool = false, state: ServedState? = nil
    ) {
        self.uid = uid
        self.workload = workload
        self.generation = generation
        self.owner = owner
        self.isBeingDeleted = isBeingDeleted
        self.state = state
    }

    package struct Owner: Sendable, Hashable {
        package var uid: String
        package var workload: WorkloadIdentity
        /// `v1beta1`: to ask the cluster for it.
        package var version: String

        package init(uid: String, workload: WorkloadIdentity, version: String) {
            self.uid = uid
            self.workload = workload
            self.version = version
        }
    }
}
