import CheckCommand
import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension AuditFormat {
    /// GitHub-flavoured: fits a comment on a pull request, or a page of a wiki.
    static let markdown = AuditFormat(
        name: "markdown", summary: "GitHub-flavoured tables, for comments and wikis"
    ) { audit, _ in
        MarkdownAudit(audit: audit).text
    }
}

private struct MarkdownAudit {
    let audit: Audit

    var text: String {
        var page = MarkdownPage()
        page.add("# Audit of \(MarkdownText.plain(audit.subject, limit: 300))\n\n")
        page.add("As of \(Timestamp.string(audit.time)), judged by \(policies).\n\n")
        for sentence in AuditSentences(audit).all { page.add("- \(MarkdownText.plain(sentence))\n") }
        findings(&page)
        drift(&page)
        exceptions(&page)
        models(&page)
        denials(&page)
        coverage(&page)
        problems(&page)
        return page.text
    }

    private var policies: String {
        let commit = audit.policyCommit.map { " at commit \(MarkdownText.code(String($0.prefix(12))))" } ?? ""
        return "\(MarkdownText.plain(audit.policies.origin, limit: 300))\(commit)"
    }

    private func findings(_ page: inout MarkdownPage) {
        let order: [AuditedWorkload.Standing] = [.denied, .undecided, .warned, .uncovered]
        let own = order.flatMap { standing in
            audit.workloads.filter { $0.standing == standing || (standing == .warned && $0.isMerelyWarned) }
        }
        page.table("Found today", ["Workload", "Judgement", "Why"], own) { workload in
            let why = workload.reasons.prefix(10).map { MarkdownText.plain($0) }.joined(separator: "<br>")
            return [MarkdownText.code(workload.identity.description), workload.standing.words, why]
        }
    }

    private func drift(_ page: inout MarkdownPage) {
        let own = audit.workloads.flatMap { workload in workload.drift.map { (workload, $0) } }
        page.table("Not as it was let in", ["Workload", "Change", "What"], own) { workload, drift in
            let path = drift.path.isEmpty ? "" : "\(MarkdownText.code(drift.path)): "
            return [
                MarkdownText.code(workload.identity.description), drift.kind.title,
                path + MarkdownText.plain(drift.message),
            ]
        }
    }

    private func exceptions(_ page: inout MarkdownPage) {
        let columns = ["Exception", "Today", "Ends", "Owner", "Ticket", "Reason", "Workloads"]
        page.table("Exceptions", columns, audit.exceptions) { one in
            let exception = one.exception
            let workloads =
                one.workloads.prefix(5).map { MarkdownText.code($0) }
                + (one.workloads.count > 5 ? ["and \((one.workloads.count - 5).grouped) more"] : [])
            return [
                MarkdownText.code(exception.name), one.state.rawValue, MarkdownText.plain(exception.expiresText),
                MarkdownText.code(exception.owner), MarkdownText.code(exception.ticket),
                MarkdownText.plain(exception.reason, limit: 300), workloads.joined(separator: "<br>"),
            ]
        }
    }

    private func models(_ page: inout MarkdownPage) {
        let columns = ["Workload", "Model", "Digest", "Data", "Metrics", "Lineage", "Since", "By"]
        let own = audit.workloads.flatMap { workload in workload.models.map { (workload, $0) } }
        page.table("Models", columns, own) { workload, model in
            func list(_ texts: [String]) -> String {
                texts.prefix(6).map { MarkdownText.code($0, limit: 120) }.joined(separator: "<br>")
                    + (texts.count > 6 ? "<br>and \(texts.count - 6) more" : "")
            }
            return [
                MarkdownText.code(workload.shortName),
                MarkdownText.code(model.reference.value), MarkdownText.code(model.digest.map(LineageText.short) ?? ""),
                list(model.datasetNames), list(model.metricTexts),
                MarkdownText.code(model.evidence(of: "lineage").map { "\($0.source): \($0.place)" } ?? ""),
                workload.presence.since.map(Timestamp.string) ?? "",
                MarkdownText.code(workload.presence.user ?? workload.gitOps ?? ""),
            ]
        }
    }

    private func denials(_ page: inout MarkdownPage) {
        page.table("Refused requests, by reason", ["Reason", "Requests"], audit.denials?.reasons ?? []) { count in
            [MarkdownText.code(count.name), count.count.grouped]
        }
    }

    private func coverage(_ page: inout MarkdownPage) {
        let columns = [
            "Kind", "Objects", "Serve models", "Made by controllers", "Under no policy", "Undecided", "Failure",
        ]
        page.table("Looked at", columns, audit.coverage.kinds) { kind in
            [MarkdownText.code(kind.name)]
                + [kind.objects, kind.serving, kind.children, kind.uncovered, kind.undecided].map(\.grouped)
                + [MarkdownText.plain(kind.failure ?? "", limit: 300)]
        }
    }

    private func problems(_ page: inout MarkdownPage) {
        page.table("Not read", ["Where", "Why"], audit.problems) { problem in
            let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
            return [MarkdownText.code(place), MarkdownText.plain(problem.message)]
        }
        guard !audit.notes.isEmpty else { return }
        page.add("\n")
        for note in audit.notes { page.add("- Note: \(MarkdownText.plain(note))\n") }
    }
}

extension AuditedWorkload {
    /// Warned about, where something worse than the warning gives it its standing and another table tells of that alone.
    fileprivate var isMerelyWarned: Bool { standing == .drift && findings.contains { $0.action == .warn } }
}

/// A page of Markdown that ends where GitHub would cut it, and says what it left out.
struct MarkdownPage: Sendable {
    private(set) var text = ""

    /// What a comment on GitHub may have.
    static let most = 65_536
    /// Kept free for what says that something is left out, once for each table.
    private static let reserve = 1500

    mutating func add(_ words: String) {
        guard text.utf8.count + words.utf8.count <= Self.most - Self.reserve else { return }
        text += words
    }

    /// A heading and a table; nothing where there are no rows.
    mutating func table<Row>(_ title: String, _ columns: [String], _ rows: [Row], _ cells: (Row) -> [String]) {
        guard !rows.isEmpty else { return }
        let head =
            "\n## \(title)\n\n| \(columns.joined(separator: " | ")) |\n|\(columns.map { _ in " --- |" }.joined())\n"
        // A table that has no room for a row is named, and has none.
        let room = Self.most - Self.reserve - text.utf8.count - head.utf8.count
        guard room > 0 else { return leaveOut(rows.count, of: title) }
        var body = ""
        var told = 0
        for row in rows {
            let line = "| \(cells(row).joined(separator: " | ")) |\n"
            guard body.utf8.count + line.utf8.count <= room else { break }
            body += line
            told += 1
        }
        guard told > 0 else { return leaveOut(rows.count, of: title) }
        text += head + body
        if told < rows.count { text += "\nand \((rows.count - told).grouped) more\n" }
    }

    private mutating func leaveOut(_ count: Int, of title: String) {
        text += "\n\(title): \(count.grouped), for which there is no room here\n"
    }
}
