import DecisionLog
import FoundationEssentials
import LogCommand
import PolicyEngine

/// What a log adds to an audit: since when and by whom, what was refused, how metrics went.
struct LogKnowledge: Sendable {
    /// Why a log cannot be read.
    struct Failure: Error, Sendable, Hashable {
        var place: String
        var message: String
    }

    private var summary: LogSummary

    init(_ location: LogLocation, _ options: AuditOptions) throws(Failure) {
        throw Failure(place: location.title, message: "not yet")
    }

    /// Since when an object is as it is, and who brought it; nil where the log does not know it.
    func presence(uid: String?, _ workload: WorkloadIdentity) -> Presence? { nil }

    /// What the log says of the past as a whole.
    func tell(_ audit: inout Audit) { audit.log = summary }
}

/// Tells what was live at a time, as the log says.
enum LogAudit {
    static func run(_ basis: AuditBasis, _ options: AuditOptions, into audit: inout Audit) {}
}
