import CheckCommand
import DecisionLog
import KubernetesModel
import PolicyEngine

/// What the log says of the decisions by which workloads are live.
struct AdmittedStates: Sendable {
    private var byUID: [String: AdmittedState] = [:]
    /// Of the workload as its users call it: a manifest has no uid.
    private var byName: [WorkloadIdentity: AdmittedState] = [:]

    init() {}

    /// Reads only what is about workloads that the audit tells.
    init(_ log: LogKnowledge, about workloads: [AuditedWorkload]) throws(LogFailure) {
        let uids = Set(workloads.compactMap(\.uid))
        let names = Set(workloads.lazy.filter { $0.uid == nil }.compactMap { WorkloadIdentity($0.identity) })
        let live = log.history.live.filter { uids.contains($0.uid) || names.contains($0.workload) }
        let owners = Dictionary(grouping: live.filter { $0.firstDecision != nil }) { $0.firstDecision }
        try DecisionReading(log.store).read(owners.keys.compactMap { $0 }) { place, decision in
            let state = AdmittedState(decision)
            for owner in owners[place] ?? [] {
                byUID[owner.uid] = state
                byName[owner.workload] = state
            }
        }
    }

    subscript(workload: AuditedWorkload) -> AdmittedState? {
        guard let uid = workload.uid else { return WorkloadIdentity(workload.identity).flatMap { byName[$0] } }
        return byUID[uid]
    }
}

extension Audit {
    /// Adds what has changed under its workloads. A log that cannot be read any more makes the audit undecided.
    mutating func findDrift(
        _ policies: PolicySet, _ options: AuditOptions, _ log: LogKnowledge?, running: RunningImages = RunningImages()
    ) {
        var admitted = AdmittedStates()
        if let log {
            do throws(LogFailure) {
                admitted = try AdmittedStates(log, about: workloads)
            } catch {
                problems.append(InputProblem(file: log.history.summary.title, message: error.reason))
            }
        }
        var search = DriftSearch(policies: policies, evidence: evidence, time: time)
        search.running = running
        search.stores = options.stores
        notes += search.search(&workloads) { admitted[$0] }
    }
}
