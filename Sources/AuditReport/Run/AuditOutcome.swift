import CheckCommand

extension Audit {
    /// How an audit ends. What nobody could read or judge outranks what was found.
    package func outcome(_ failsOn: FailOn) -> CheckOutcome {
        let isUndecided = workloads.contains { $0.standing == .undecided }
        if !problems.isEmpty || isUndecided { return .undecided }
        return failsOn.conditions.contains(where: holds) ? .denied : .allowed
    }

    private func holds(_ condition: FailOn.Condition) -> Bool {
        switch condition {
        case .denied: workloads.contains { $0.judgement == .denied }
        case .warned: workloads.contains { workload in workload.findings.contains { $0.action == .warn } }
        case .drift: workloads.contains { !$0.drift.isEmpty }
        case .uncovered: coverage.kinds.contains { $0.uncovered > 0 }
        case .exceptions: exceptions.contains { $0.state == .expiring || $0.state == .expired }
        }
    }
}
