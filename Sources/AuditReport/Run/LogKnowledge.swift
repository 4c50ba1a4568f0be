import CheckCommand
import DecisionLog
import EvidenceStores
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// What a log adds to an audit: since when and by whom, what was refused, how metrics went.
struct LogKnowledge: Sendable {
    /// Why a log cannot be read.
    struct Failure: Error, Sendable, Hashable {
        var place: String
        var message: String

        init(_ place: LogPlace, _ failure: LogFailure) {
            (self.place, message) = (place.title, printable(failure.reason, limit: 4096))
        }
    }

    let history: LogHistory
    let store: any DecisionStore

    init(_ place: LogPlace, _ options: AuditOptions) throws(Failure) {
        do throws(LogFailure) {
            store = try place.openReading()
            history = try LogReading.read(store, until: options.logEnd)
        } catch {
            throw Failure(place, error)
        }
    }

    /// Since when an object is as it is, and who brought it; nil where the log does not know it.
    func presence(uid: String?, _ workload: WorkloadIdentity) -> Presence? {
        guard let uid else { return history.presence(of: workload) }
        return history.presence(uid: uid)
    }

    /// Says since when a workload is as it is and who brought it, and whether nobody let it in.
    func complete(_ workload: inout AuditedWorkload) {
        guard let identity = WorkloadIdentity(workload.identity),
            let known = presence(uid: workload.uid, identity)
        else { return }
        workload.presence = known
        // A manifest is not what the cluster holds.
        guard known.admission == .denied, workload.uid != nil else { return }
        workload.drift.append(Drift(.admission, AdmissionWords.notLetIn(known)))
    }

    /// What ran before an object was as it is: it is judged as if it came now, in the place of what was there before it.
    ///
    /// - Parameter present: knows what the cluster holds.
    func record(before uid: String, present: ServingRecord) -> ServingRecord {
        let past = history.record
        @Sendable func before(_ known: ServingRecord.Known<[ServedState]>) -> ServingRecord.Known<[ServedState]> {
            guard case .known(let states) = known else { return known }
            return .known(states.filter { !($0.uid == uid && $0.isLive) })
        }
        return ServingRecord(
            states: { before(past.states($0)) }, statesOfModel: { before(past.statesOfModel($0, $1)) },
            object: present.object)
    }

    /// What the log says of the past as a whole.
    func tell(_ audit: inout Audit) {
        audit.log = history.summary
        audit.denials = history.denials
        audit.notes += history.notes + lastUses(of: audit.exceptions)
    }

    /// When exceptions were of use that are of none now.
    private func lastUses(of exceptions: [AuditedException]) -> [String] {
        exceptions.filter { $0.state == .unused || $0.state == .expired }.compactMap { audited in
            let name = audited.exception.name
            guard let last = history.exceptions[name]?.max(by: { $0.value < $1.value }) else { return nil }
            return lastUsed(name, last.key, last.value)
        }
    }
}

extension AuditOptions {
    /// A cluster and manifests are looked at now, with everything that led to it. Of a log, what happened just then counts.
    fileprivate var logEnd: Date? {
        guard case .log = source else { return nil }
        return LogTime.behind(time)
    }
}

// What a user reads.

private func lastUsed(_ exception: String, _ workload: WorkloadIdentity, _ time: Date) -> String {
    "PolicyException \(printable(exception)) waived something last on \(Timestamp.string(time)), of "
        + printable(workload.description, limit: 400)
}
