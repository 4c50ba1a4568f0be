import DecisionLog
import FoundationEssentials
import PolicyEngine

extension HistoryFormat {
    /// RFC 4180: a header, then one row an event, the oldest first.
    static let csv = HistoryFormat(name: "csv", summary: "one row an event, for spreadsheets") { histories in
        let rows = histories.flatMap { history in history.events.map { HistoryRow(history, $0) } }
        let cells =
            [HistoryRow.columns.map(\.name)] + rows.map { row in HistoryRow.columns.map { $0.value(row) ?? "" } }
        return cells.map { $0.map(CSVText.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    /// GitHub-flavoured: a table for each workload, the newest first.
    static let markdown = HistoryFormat(name: "markdown", summary: "GitHub-flavoured tables") { histories in
        var page = MarkdownPage()
        for history in histories {
            let rows = history.events.reversed().map { HistoryRow(history, $0) }
            page.table(
                "History of \(MarkdownText.code(history.workload.description))",
                ["From", "To", "Event", "Models", "Context", "By", "Why", "Metrics"], rows
            ) { row in
                [
                    Timestamp.string(row.event.time), row.end ?? "", row.title, list(row.models, code: true),
                    list(row.context, code: true), MarkdownText.code(row.user ?? ""), list(row.reasons, code: false),
                    list(row.metrics, code: false),
                ]
            }
            if history.unlisted > 0 { page.add("\n\(older(history.unlisted))\n") }
        }
        return page.text
    }

    private static func list(_ texts: [String], code: Bool) -> String {
        texts.prefix(8).map { code ? MarkdownText.code($0) : MarkdownText.plain($0) }.joined(separator: "<br>")
            + (texts.count > 8 ? "<br>and \(texts.count - 8) more" : "")
    }
}

/// One event, as a row of a table.
private struct HistoryRow {
    let workload: WorkloadIdentity
    let event: WorkloadHistory.Event

    init(_ history: WorkloadHistory, _ event: WorkloadHistory.Event) {
        workload = history.workload
        self.event = event
    }

    /// New columns are put at the end.
    static let columns: [(name: String, value: @Sendable (HistoryRow) -> String?)] = [
        ("namespace", { $0.workload.namespace }),
        ("group", { $0.workload.group }),
        ("kind", { $0.workload.kind }),
        ("name", { $0.workload.name }),
        ("event", { $0.name }),
        ("from", { Timestamp.string($0.event.time) }),
        ("to", { $0.end }),
        ("count", { String($0.refusal?.count ?? 1) }),
        ("models", { $0.models.joined(separator: "; ") }),
        ("digests", { $0.digests.joined(separator: "; ") }),
        ("context", { $0.context.joined(separator: "; ") }),
        ("user", { $0.user }),
        ("git_ops", { $0.state?.decision?.gitOps }),
        ("operation", { $0.state?.decision?.operation }),
        ("request_uid", { $0.state?.decision?.requestUID }),
        ("admission", { $0.state?.admission.word }),
        ("exceptions", { $0.state?.decision?.exceptions.joined(separator: "; ") }),
        ("policy_commit", { $0.state?.decision?.policyCommit }),
        ("codes", { $0.refusal?.codes.joined(separator: "; ") }),
        ("reasons", { $0.reasons.joined(separator: "; ") }),
        ("metrics", { $0.metrics.joined(separator: "; ") }),
    ]

    var state: WorkloadHistory.State? { if case .state(let state) = event { state } else { nil } }
    var refusal: WorkloadHistory.Refusal? { if case .refusal(let refusal) = event { refusal } else { nil } }

    var name: String {
        guard let refusal else { return "live" }
        return refusal.isUndecided ? "undecided" : "refused"
    }
    var title: String { refusal?.verb ?? (state?.until == nil ? "**live**" : "live") }
    var end: String? { (refusal?.last ?? state?.until).map(Timestamp.string) }
    var user: String? { refusal?.user ?? state?.decision?.user }
    var models: [String] { refusal?.modelNames ?? state?.models.map(\.served.value) ?? [] }
    var digests: [String] { (state?.models ?? refusal?.models ?? []).compactMap { $0.served.digest?.description } }
    var context: [String] { state?.context.sorted.map { "\($0.name)=\($0.reference)" } ?? [] }
    var metrics: [String] { state?.metrics.map(\.words) ?? [] }
    var reasons: [String] {
        guard let refusal else { return state?.reasons ?? [] }
        return refusal.message.map { [$0] } ?? refusal.codes
    }
}

// MARK: - What the user reads

private func older(_ count: Int) -> String { "and \(count) older \(count == 1 ? "event" : "events")" }
