import DecisionLog
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Makes a history of a workload's states and of what was refused.
struct HistoryBuilder {
    private let workload: WorkloadIdentity
    private let groups: [Group]
    private let refusals: [WorkloadHistory.Refusal]

    /// States that serve the same, one after the other.
    private struct Group {
        var states: [LoggedState]
        var until: Date?
    }

    /// - Parameter states: the oldest first.
    init(_ workload: WorkloadIdentity, states: [LoggedState], _ refusals: [WorkloadHistory.Refusal]) {
        self.workload = workload
        self.refusals = refusals
        var groups: [Group] = []
        for state in states {
            if let last = groups.last, let before = last.states.last, last.until == state.state.liveSince,
                before.servesSame(as: state)
            {
                groups[groups.count - 1].states.append(state)
                groups[groups.count - 1].until = state.state.liveUntil
            } else {
                groups.append(Group(states: [state], until: state.state.liveUntil))
            }
        }
        self.groups = groups
    }

    /// nil where there is nothing to tell: a controller made it, and its owner has a history of its own.
    ///
    /// - Parameter model: only what is about it is told; nil for everything.
    func history(
        limit: Int, of model: String?, _ store: any DecisionStore
    ) throws(LogFailure) -> WorkloadHistory? {
        let isChild = groups.last.map { if case .child? = $0.states.last?.state.admission { true } else { false } }
        guard isChild != true, !groups.isEmpty || !refusals.isEmpty else { return nil }
        var decisions: [ChainPlace: Decision] = [:]
        let places = groups.flatMap { [$0.states.first?.decision, $0.states.last?.decision].compactMap { $0 } }
        try DecisionReading(store).read(places) { decisions[$0] = $1 }
        var states: [WorkloadHistory.State] = []
        for group in groups {
            var state = Self.state(group, decisions)
            state.reasons = HistoryReasons(state, after: states).all
            state.metrics = Self.metrics(of: state, after: states.last)
            states.append(state)
        }
        var history = WorkloadHistory(workload)
        history.events =
            states.filter { Self.isAbout(model, $0.models) }.map { .state($0) }
            + refusals.filter { Self.isAbout(model, $0.models) }.map { .refusal($0) }
        guard !history.events.isEmpty else { return nil }
        history.events.sort { $0.time < $1.time }
        history.unlisted = max(history.events.count - limit, 0)
        history.events = history.events.suffix(limit)
        return history
    }

    private static func state(_ group: Group, _ decisions: [ChainPlace: Decision]) -> WorkloadHistory.State {
        let first = group.states.first
        let last = group.states.last
        var state = WorkloadHistory.State(
            since: first?.state.liveSince ?? .distantPast, until: group.until,
            admission: last?.state.admission ?? .found)
        let found = [first, last].map { $0?.decision.flatMap { decisions[$0] } }
        state.decision = found[0]
        state.models = found[0]?.models ?? []
        state.context = first?.state.context ?? DataContext()
        state.edits = group.states.count - 1
        // What was judged later in the same state may rest on evidence that there was none of before.
        let judged = found.compactMap { $0 }.first { !$0.evidence.isEmpty } ?? found[0]
        state.datasets = judged?.datasets ?? []
        state.metrics = metrics(of: judged)
        return state
    }

    private static func isAbout(_ model: String?, _ models: [Decision.Model]) -> Bool {
        guard let model else { return true }
        return models.contains { one in
            one.served.value == model || one.identity == model || one.served.digest?.description == model
        }
    }

    // MARK: Metrics

    private static func metrics(of decision: Decision?) -> [WorkloadHistory.Metric] {
        var seen: Set<[String?]> = []
        return (decision?.evidence ?? []).flatMap(\.metrics).compactMap { metric in
            guard seen.insert([metric.name, metric.slice]).inserted, let value = ExactDecimal(metric.value) else {
                return nil
            }
            return WorkloadHistory.Metric(name: metric.name, slice: metric.slice, value: value)
        }
    }

    /// The same, with the change against the state before, where it has the same metric.
    private static func metrics(
        of state: WorkloadHistory.State, after before: WorkloadHistory.State?
    ) -> [WorkloadHistory.Metric] {
        state.metrics.map { metric in
            var metric = metric
            let former = before?.metrics.first { $0.name == metric.name && $0.slice == metric.slice }
            metric.change = former.map { metric.value - $0.value }
            return metric
        }
    }
}
