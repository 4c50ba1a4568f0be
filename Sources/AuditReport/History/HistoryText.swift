import DecisionLog
import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension HistoryFormat {
    /// For people at a terminal: the newest first.
    static let text = HistoryFormat(name: "text", summary: "for people, the newest first") { histories in
        histories.map { HistoryText($0).text }.joined(separator: "\n")
    }
}

private struct HistoryText {
    private(set) var text = ""

    init(_ history: WorkloadHistory) {
        text = "\(printable(history.workload.description, limit: 400))\n"
        if !history.isConfirmed { text += "  \(unconfirmed)\n" }
        for event in history.events.reversed() {
            switch event {
            case .state(let state): add(state, isConfirmed: history.isConfirmed)
            case .refusal(let refusal): add(refusal)
            }
        }
        if history.unlisted > 0 { text += "\n  \(more(history.unlisted))\n" }
    }

    private mutating func add(_ state: WorkloadHistory.State, isConfirmed: Bool) {
        let end = state.until.map(Timestamp.string) ?? (isConfirmed ? "now" : "?")
        text += "\n  \(Timestamp.string(state.since)) to \(end)\n"
        for model in state.models.prefix(Self.most) {
            let digest = model.served.digest.map { " (\($0.algorithm.rawValue):\($0.hex.prefix(12)))" } ?? ""
            let revision = model.served.revision.map { " at \(printable($0, limit: 80))" } ?? ""
            let role = model.served.role == .model ? "model" : model.served.role.rawValue
            line(role, printable(model.served.value, limit: 300) + revision + digest)
        }
        if state.models.count > Self.most { line("", more(state.models.count - Self.most)) }
        for pair in state.context.sorted.prefix(Self.most) {
            line("context", "\(printable(pair.name)) \(printable(pair.reference, limit: 300))")
        }
        for dataset in state.datasets.prefix(Self.most) {
            line("data", "\(printable(dataset.name)) \(printable(dataset.reference, limit: 300))")
        }
        line("by", "\(state.deployer), \(state.admissionWords)")
        for (index, reason) in state.reasons.enumerated() { line(index == 0 ? "why" : "", reason) }
        if !state.metrics.isEmpty {
            for (index, metric) in state.metrics.prefix(Self.most).enumerated() {
                line(index == 0 ? "metrics" : "", metric.words)
            }
        }
        if state.edits > 0 { line("edits", edits(state.edits)) }
        if let decision = state.decision { add(decision) }
    }

    private mutating func add(_ decision: Decision) {
        if !decision.exceptions.isEmpty {
            line("waived by", decision.exceptions.prefix(Self.most).map { printable($0) }.joined(separator: ", "))
        }
        guard !decision.policies.isEmpty else { return }
        let commit = decision.policyCommit.map { ", commit \(printable($0.prefix(12).description))" } ?? ""
        line("policies", decision.policies.prefix(Self.most).map { printable($0) }.joined(separator: ", ") + commit)
    }

    private mutating func add(_ refusal: WorkloadHistory.Refusal) {
        let end = refusal.first == refusal.last ? "" : " to \(Timestamp.string(refusal.last))"
        text += "\n  \(Timestamp.string(refusal.first))\(end): \(refusal.verb)\n"
        for model in refusal.modelNames.prefix(Self.most) { line("model", printable(model, limit: 300)) }
        if !refusal.user.isEmpty { line("by", printable(refusal.user, limit: 200)) }
        let codes = refusal.codes.prefix(Self.most).map { printable($0, limit: 80) }.joined(separator: ", ")
        line("why", refusal.message.map { printable($0, limit: 1000) } ?? codes)
        if refusal.message != nil, refusal.codes.count > 1 { line("", codes) }
    }

    private mutating func line(_ label: String, _ words: String) {
        text += "    " + label + String(repeating: " ", count: max(1, 10 - label.utf8.count)) + words + "\n"
    }

    /// Of one thing, in one event.
    private static let most = 20
}

// MARK: - What the user reads

private let unconfirmed =
    "nobody watched whether the cluster kept what was let in (`pedigree serve --cluster`): times are those of decisions"
private func more(_ count: Int) -> String { "and \(count) more" }
private func edits(_ count: Int) -> String {
    "\(count) that left models and context as they were"
}
