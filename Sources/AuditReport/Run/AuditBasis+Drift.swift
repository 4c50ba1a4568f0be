import CheckCommand
import DecisionLog

extension AuditBasis {
    /// Looks for what has changed under workloads since they were let in. It comes last, when all are judged.
    func findDrift(_ audit: inout Audit, _ options: AuditOptions) {
        var search = DriftSearch(policies: policies, evidence: evidence.index, time: time)
        search.running = running
        search.stores = options.stores
        var admitted: [String: AdmittedState] = [:]
        do throws(LogFailure) {
            admitted = try log?.admitted(Set(audit.workloads.compactMap(\.uid))) ?? [:]
        } catch {
            audit.problems.append(InputProblem(file: log?.history.summary.title ?? "", message: error.reason))
        }
        audit.notes += search.search(&audit.workloads) { workload in workload.uid.flatMap { admitted[$0] } }
    }
}

extension LogKnowledge {
    /// What was known of objects when they were let in, by their uids.
    fileprivate func admitted(_ uids: Set<String>) throws(LogFailure) -> [String: AdmittedState] {
        let wanted = history.live.filter { uids.contains($0.uid) && $0.presence.admission != .denied }
        var states: [String: AdmittedState] = [:]
        for start in stride(from: 0, to: wanted.count, by: Self.batch) {
            let batch = wanted[start..<min(start + Self.batch, wanted.count)]
            // Of an edit that left the model as it was, the log keeps no evidence: what counts is what let it in.
            let owners = Dictionary(grouping: batch.filter { $0.firstDecision != nil }, by: \.firstDecision)
            try DecisionReading(store).read(owners.keys.compactMap { $0 }) { place, decision in
                for object in owners[place] ?? [] { states[object.uid] = AdmittedState(decision) }
            }
        }
        return states
    }

    /// Decisions that are held at once.
    private static let batch = 500
}
