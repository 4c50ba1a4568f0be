/// Counts what was looked at, by kind.
struct CoverageTally: Sendable {
    private var kinds: [String: Coverage.Kind] = [:]

    /// Objects in all.
    private(set) var objects = 0

    mutating func change(_ kind: String, _ body: (inout Coverage.Kind) -> Void) {
        body(&kinds[kind, default: Coverage.Kind(name: kind)])
    }

    /// Counts an object that was judged by itself.
    mutating func count(_ kind: String, _ workload: AuditedWorkload) {
        countObject(kind)
        countJudged(kind, workload)
    }

    mutating func countObject(_ kind: String) {
        objects += 1
        change(kind) { $0.objects += 1 }
    }

    mutating func countJudged(_ kind: String, _ workload: AuditedWorkload) {
        change(kind) { kind in
            kind.serving += workload.models.isEmpty ? 0 : 1
            kind.uncovered += workload.isUncovered ? 1 : 0
            if case .undecided = workload.judgement { kind.undecided += 1 }
        }
    }

    /// The kinds by name.
    func coverage(unlisted: Int, requests: Int = 0) -> Coverage {
        var coverage = Coverage()
        coverage.kinds = kinds.values.sorted { $0.name < $1.name }
        coverage.unlisted = unlisted
        coverage.requests = requests
        return coverage
    }
}
