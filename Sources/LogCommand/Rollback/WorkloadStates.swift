import DecisionLog
import FoundationEssentials
import PolicyEngine

/// What the log says a workload served, state by state, whatever its uid.
package struct WorkloadStates: Sendable {
    package let workload: WorkloadIdentity
    /// The oldest first.
    package private(set) var states: [State] = []

    /// One state, by the decision that let it in.
    package struct State: Sendable, Hashable {
        package var decision: Decision
        package var since: Date
        /// nil while it is live.
        package var until: Date?
    }

    package var current: State? { states.last.flatMap { $0.until == nil ? $0 : nil } }

    init(_ workload: WorkloadIdentity) { self.workload = workload }

    /// Every workload of this name of which the log knows a state, by kind and namespace.
    package static func all(
        named name: String, namespace: String? = nil, kind: String? = nil, in store: any DecisionStore
    ) throws(LogFailure) -> [WorkloadStates] {
        let index = try RecordIndex.reading(
            RecordIndex.Named(name, namespace: namespace, kind: kind), from: store)
        var found: [WorkloadStates] = []
        for workload in index.workloads where workload.name == name {
            let logged = index.loggedStates(of: workload).reversed()
            var decisions: [ChainPlace: Decision] = [:]
            try DecisionReading(store).read(logged.compactMap(\.decision)) { decisions[$0] = $1 }
            var states = WorkloadStates(workload)
            for state in logged { states.add(state, state.decision.flatMap { decisions[$0] }) }
            if !states.states.isEmpty { found.append(states) }
        }
        return found.sorted { $0.workload.description < $1.workload.description }
    }

    /// An edit that leaves every field about the model as it was goes on with the state before.
    private mutating func add(_ logged: LoggedState, _ decision: Decision?) {
        guard let decision else { return }
        if let last = states.last, last.until == logged.state.liveSince, last.decision.uid == decision.uid,
            last.decision.fields == decision.fields
        {
            states[states.count - 1].until = logged.state.liveUntil
            return
        }
        states.append(State(decision: decision, since: logged.state.liveSince, until: logged.state.liveUntil))
    }
}
