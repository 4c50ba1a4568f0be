import FoundationEssentials
import PolicyEngine

/// What each exception waives, gathered while workloads are judged.
struct ExceptionSurvey {
    private let exceptions: [PolicyException]
    private let time: Date
    private let most: Int
    private var users: [String: Set<String>] = [:]
    /// Exceptions that waive something of more than are named.
    private var unnamed: [String: Int] = [:]

    init(_ exceptions: [PolicyException], at time: Date, most: Int) {
        self.exceptions = exceptions
        self.time = time
        self.most = most
    }

    /// Takes note of what an exception waives of a workload.
    mutating func note(_ workload: AuditedWorkload) {
        for name in workload.exceptions {
            if users[name, default: []].count < most {
                users[name, default: []].insert(workload.title)
            } else {
                unnamed[name, default: 0] += 1
            }
        }
    }

    var audited: [AuditedException] {
        exceptions.map { exception in
            AuditedException(
                exception, state: state(exception), workloads: (users[exception.name] ?? []).sorted())
        }
    }

    /// Where more stand behind an exception than are named.
    var notes: [String] {
        unnamed.sorted { $0.key < $1.key }.map { more($0.key, $0.value) }
    }

    private func state(_ exception: PolicyException) -> AuditedException.State {
        if exception.isExpired(at: time) { return .expired }
        guard users[exception.name] != nil else { return .unused }
        return exception.expires <= time + Doctor.warningTime ? .expiring : .live
    }
}

// What a user reads.

private func more(_ exception: String, _ count: Int) -> String {
    "PolicyException \(exception) waives something of \(count) more workloads than are named"
}
