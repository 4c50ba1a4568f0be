import PolicyEngine

/// What an audit comes to, in numbers.
package struct AuditFigures: Sendable, Hashable {
    /// Of those that are told one by one.
    package private(set) var workloads: Int
    /// What is known of the models.
    package private(set) var counts: AuditCounts
    package private(set) var references: Int
    /// Objects that controllers made of them.
    package private(set) var children: Int
    package private(set) var objects: Int
    package private(set) var unlisted: Int
    package private(set) var problems: Int
    private var standings: [AuditedWorkload.Standing: Int] = [:]

    package init(_ audit: Audit) {
        workloads = audit.workloads.count
        counts = AuditCounts(audit)
        references = audit.workloads.reduce(0) { $0 + $1.models.count }
        children = audit.workloads.reduce(0) { $0 + $1.children }
        objects = audit.coverage.objects
        unlisted = audit.coverage.unlisted
        problems = audit.problems.count
        for workload in audit.workloads { standings[workload.standing, default: 0] += 1 }
    }

    /// Different ones.
    package var models: Int { counts.models }

    /// Workloads of which this is the worst that is to be said.
    package func count(_ standing: AuditedWorkload.Standing) -> Int { standings[standing] ?? 0 }
    package func count(_ state: AuditedException.State) -> Int { counts.exceptions[state] ?? 0 }
}

extension ServedState.Admission {
    /// `allowed`, `tolerated`, `child`, `denied`, `found`.
    var word: String {
        switch self {
        case .allowed: "allowed"
        case .tolerated: "tolerated"
        case .child: "child"
        case .denied: "denied"
        case .found: "found"
        }
    }
}
