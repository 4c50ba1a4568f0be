import ClusterAPI
import DecisionLog
import FoundationEssentials
import KubernetesModel
import LogCommand
import PolicyEngine

/// What a log adds to an audit of a cluster or of manifests: since when and by whom, what ran before, what was refused.
struct LogKnowledge: Sendable {
    private let history: LogHistory

    init(_ location: LogLocation, _ options: AuditOptions) throws(LogFailure) {
        let store = try location.openReading()
        history = try LogReading.read(store, until: options.isAsOf ? options.time : nil)
    }

    /// Says since when a workload is as it is, and who brought it.
    func complete(_ workload: inout AuditedWorkload) {
        let known =
            workload.uid.map { history.presence(uid: $0) }
            ?? WorkloadIdentity(workload.identity).flatMap { history.presence(of: $0) }
        guard let known else { return }
        workload.presence = known
        guard known.admission == .denied else { return }
        workload.drift.append(Drift(.admission, notLetIn(known)))
    }

    /// What ran before an object was as it is: it is judged as if it came now, in the place of what was there before it.
    func record(before object: ObjectMetadata, _ census: Census) -> ServingRecord {
        let (past, uid) = (history.record, object.uid)
        @Sendable func before(_ known: ServingRecord.Known<[ServedState]>) -> ServingRecord.Known<[ServedState]> {
            guard case .known(let states) = known else { return known }
            return .known(states.filter { !($0.uid == uid && $0.isLive) })
        }
        return ServingRecord(
            states: { before(past.states($0)) }, statesOfModel: { before(past.statesOfModel($0, $1)) },
            object: census.record.object)
    }

    /// What the log says as a whole.
    func tell(_ audit: inout Audit) {
        audit.log = history.summary
        audit.denials = history.denials
        audit.notes += history.notes
    }
}

/// Tells what was live at a time, as the log says.
enum LogAudit {
    static func run(_ basis: AuditBasis, _ options: AuditOptions, into audit: inout Audit) {}
}

// What a user reads.

private func notLetIn(_ presence: Presence) -> String {
    let seen = presence.decided.map { " (it was judged then, \(Timestamp.string($0)))" } ?? ""
    return
        "the cluster holds it although it would have been refused: nobody had let it in when it was seen there\(seen); was "
        + "the webhook off, or its failurePolicy Ignore?"
}
