import FoundationEssentials
import PolicyEngine

extension RecordIndex {
    /// Which workloads are looked for.
    package struct Named: Sendable, Hashable {
        package var name: String
        package var namespace: String?
        package var kind: String?
        /// The first moment that counts no longer; nil for all of the log.
        package var end: Date?

        package init(_ name: String, namespace: String? = nil, kind: String? = nil, before end: Date? = nil) {
            (self.name, self.namespace, self.kind, self.end) = (name, namespace, kind, end)
        }
    }

    /// What a log says of all workloads of one name, and of nothing else: further back than a server remembers.
    ///
    /// - Parameter each: told of each entry about one of them, the oldest first.
    package static func reading(
        _ named: Named, from store: any DecisionStore,
        each: (WorkloadIdentity, SealedEntry, EntryBody) throws(LogFailure) -> Void = { _, _, _ in }
    ) throws(LogFailure) -> RecordIndex {
        var query = EntryQuery()
        query.kinds = ["reviewed", "live", "gone", "carried", "denials"]
        (query.name, query.namespace, query.objectKind) = (named.name, named.namespace, named.kind)
        var limits = IndexLimits()
        (limits.statesPerWorkload, limits.marksPerObject) = (5000, 1024)
        // What was let in may be seen long afterwards, when the server comes back.
        limits.pendingTime = 30 * 86_400_000_000
        let index = RecordIndex(limits: limits)
        try index.load(from: store, matching: query, before: named.end) { entry, body throws(LogFailure) in
            // Long names are looked for by their beginning.
            guard let workload = body.workload, workload.name == named.name else { return }
            try each(workload, entry, body)
        }
        return index
    }
}

extension EntryBody {
    /// What it is about; nil where it is about none, or several.
    package var workload: WorkloadIdentity? {
        switch self {
        case .reviewed(let decision), .carried(let decision, _): decision.workload
        case .live(let seen), .gone(let seen): seen.workload
        case .denials(let count): count.workload
        case .opened, .lost, .checkpoint, .removed: nil
        }
    }
}
