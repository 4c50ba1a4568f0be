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

    private var decisions: [Decision] = []

    init(_ workload: WorkloadIdentity) { self.workload = workload }

    /// Every workload of this name of which the log knows a state, by kind and namespace.
    package static func all(
        named name: String, namespace: String? = nil, kind: String? = nil, in store: any DecisionStore
    ) throws(LogFailure) -> [WorkloadStates] {
        var query = EntryQuery()
        query.kinds = ["reviewed", "live", "gone", "carried"]
        query.name = name
        query.namespace = namespace
        query.objectKind = kind
        var found: [WorkloadIdentity: WorkloadStates] = [:]
        while true {
            let entries = try store.find(query)
            for entry in entries {
                let body = try EntryBody.decode(kind: entry.kind, entry.body)
                guard let workload = body.workload, workload.name == name else { continue }
                found[workload, default: WorkloadStates(workload)].add(body, at: LogTime.date(entry.time))
            }
            guard entries.count == query.limit, let last = entries.last else { break }
            query.after = EntryQuery.Cursor(time: last.time, place: last.place)
        }
        return found.values.filter { !$0.states.isEmpty }.sorted { $0.workload.description < $1.workload.description }
    }

    private mutating func add(_ body: EntryBody, at time: Date) {
        switch body {
        case .reviewed(let decision):
            guard decision.verdict == "allowed" || decision.admission != nil else { return }
            decisions.append(decision)
            if decisions.count > Self.mostPending { decisions.removeFirst() }
        case .live(let seen): confirm(seen, at: time)
        case .carried(let decision, let since): begin(decision, at: since)
        case .gone: end(at: time)
        default: break
        }
    }

    /// Requests that were never stored are forgotten.
    private static let mostPending = 500

    private mutating func confirm(_ seen: EntryBody.Observation, at time: Date) {
        let fitting = decisions.last { decision in
            decision.uid == seen.uid && decision.generation == seen.generation
                && decision.annotations == seen.annotations
                && (seen.fingerprint.isEmpty || decision.fingerprint == seen.fingerprint)
        }
        guard let decision = fitting else { return }
        if let current, current.decision.uid == decision.uid, current.decision.fields == decision.fields { return }
        begin(decision, at: time)
    }

    private mutating func begin(_ decision: Decision, at time: Date) {
        end(at: time)
        states.append(State(decision: decision, since: time))
    }

    private mutating func end(at time: Date) {
        guard let last = states.indices.last, states[last].until == nil else { return }
        states[last].until = time
    }
}

extension EntryBody {
    fileprivate var workload: WorkloadIdentity? {
        switch self {
        case .reviewed(let decision), .carried(let decision, _): decision.workload
        case .live(let seen), .gone(let seen): seen.workload
        default: nil
        }
    }
}
