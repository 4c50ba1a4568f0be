import FoundationEssentials
import PolicyEngine

/// The answers to what an auditor asks first, one sentence each.
package struct AuditSentences: Sendable {
    private let audit: Audit
    private let figures: AuditFigures

    package init(_ audit: Audit) {
        self.audit = audit
        figures = AuditFigures(audit)
    }

    private var counts: AuditCounts { figures.counts }

    package var all: [String] {
        [live, refused, undecided, drift, evidence, presence, exceptions, denials, coverage].compactMap { $0 }
    }

    private var live: String {
        let made =
            figures.children > 0 ? "; controllers made \(counted(figures.children, "further object")) of them" : ""
        let more = figures.unlisted > 0 ? "; \(counted(figures.unlisted, "workload")) more are only counted" : ""
        let models = "\(counted(figures.models, "model")) in \(counted(counts.workloads, "workload"))"
        return "\(models), by \(counted(figures.references, "reference"))\(made)\(more)."
    }

    private var refused: String {
        let denied = audit.workloads.filter { $0.judgement == .denied }
        guard !denied.isEmpty else { return nothingRefused }
        let codes = denied.flatMap { Set($0.findings.filter { $0.action == .deny }.map(\.code.rawValue)) }
        let why = codes.isEmpty ? "" : ": \(tallied(codes))"
        return "\(denied.count.grouped) would be refused today\(why)."
    }

    private var undecided: String? {
        let count = figures.count(.undecided)
        return count > 0 ? "\(count.grouped) could not be judged." : nil
    }

    private var drift: String? {
        let changed = audit.workloads.filter { !$0.drift.isEmpty }
        guard !changed.isEmpty else { return nil }
        let kinds = changed.flatMap { Set($0.drift.map(\.kind.title)) }
        let these = changed.count == 1 ? "1 is not as it was" : "\(changed.count.grouped) are not as they were"
        return "\(these) let in: \(tallied(kinds))."
    }

    private var evidence: String? {
        guard counts.models > 0 else { return nil }
        let known = [
            "\(counts.withEvaluation.grouped) with an evaluation that counts",
            "\(counts.withLineage.grouped) with a lineage that counts",
            "\(counts.withDataset.grouped) with their data named",
        ]
        return "Of \(counted(counts.models, "model")): \(known.joined(separator: ", "))."
    }

    private var presence: String? {
        guard !audit.workloads.isEmpty else { return nil }
        let logged = audit.workloads.count { $0.presence.knownBy == .log }
        guard logged > 0 || audit.log != nil else { return audit.source == .manifests ? nil : noLog }
        return
            "The log knows since when \(logged.grouped) of \(counted(figures.workloads, "workload")) are live, and by whom."
    }

    private var exceptions: String? {
        guard !audit.exceptions.isEmpty else { return nil }
        let parts = AuditedException.State.allCases.compactMap { state -> String? in
            let count = figures.count(state)
            return count > 0 ? "\(count.grouped) \(state.rawValue)" : nil
        }
        return "\(counted(audit.exceptions.count, "exception")): \(parts.joined(separator: ", "))."
    }

    private var denials: String? {
        guard let denials = audit.denials else { return nil }
        guard denials.total > 0 else { return noDenials }
        let since = denials.days.first.map { " since \(Timestamp.string($0.date).prefix(10))" } ?? ""
        let reasons = denials.reasons.prefix(3).map { "\($0.name) (\($0.count.grouped))" }.joined(separator: ", ")
        return "\(counted(denials.total, "request")) refused\(since), most for \(reasons)."
    }

    private var coverage: String {
        let kinds = audit.coverage.kinds
        let failed = kinds.count { $0.failure != nil }
        let uncovered = kinds.reduce(0) { $0 + $1.uncovered }
        var text = "\(counted(figures.objects, "object")) of \(counted(kinds.count, "kind")) looked at"
        if failed > 0 { text += "; \(counted(failed, "kind")) could not be listed" }
        if uncovered > 0 { text += "; \(counted(uncovered, "workload")) with models under no policy" }
        return text + "."
    }

    /// `pinnedModel.mutable (3), lineage.missing (1)`, the most frequent first.
    private func tallied(_ names: [String]) -> String {
        let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let shown = sorted.prefix(6).map { "\($0.key) (\($0.value.grouped))" }.joined(separator: ", ")
        return sorted.count > 6 ? "\(shown) and \(sorted.count - 6) more" : shown
    }
}

private let nothingRefused = "Nothing would be refused today."
private let noLog = "No log was read: since when and by whom something is live is not known (--log)."
private let noDenials = "The log knows of no refused request."
