import CheckCommand
import FoundationEssentials
import PolicyEngine

extension AuditFormat {
    /// RFC 4180: a header, then one row for each model.
    static let csv = AuditFormat(name: "csv", summary: "one row a model, for spreadsheets") { audit, _ in
        let rows = [CSVAudit.columns.map(\.name)] + audit.workloads.flatMap { CSVAudit.rows(audit, $0) }
        return rows.map { $0.map(CSVText.cell).joined(separator: ",") + "\r\n" }.joined()
    }
}

private enum CSVAudit {
    struct Row {
        let audit: Audit
        let workload: AuditedWorkload
        /// nil of a workload without models.
        let model: AuditedModel?
    }

    /// A workload without models has one row, so that what is undecided is not lost.
    static func rows(_ audit: Audit, _ workload: AuditedWorkload) -> [[String]] {
        let models: [AuditedModel?] = workload.models.isEmpty ? [nil] : workload.models
        return models.map { model in
            let row = Row(audit: audit, workload: workload, model: model)
            return columns.map { $0.value(row) ?? "" }
        }
    }

    /// New columns are put at the end.
    static let columns: [(name: String, value: @Sendable (Row) -> String?)] = [
        ("as_of", { Timestamp.string($0.audit.time) }),
        ("cluster", { $0.audit.cluster }),
        ("namespace", { $0.workload.identity.namespace }),
        ("api_version", { $0.workload.identity.gvk.apiVersion }),
        ("kind", { $0.workload.identity.gvk.kind }),
        ("name", { $0.workload.identity.name }),
        ("uid", { $0.workload.uid }),
        ("file", { $0.workload.file }),
        ("line", { $0.workload.file == nil ? nil : String($0.workload.position.line) }),
        ("standing", { $0.workload.standing.rawValue }),
        ("judgement", { $0.workload.judgement.name }),
        ("model", { $0.model?.reference.value }),
        ("revision", { $0.model?.reference.revision }),
        ("path", { $0.model?.reference.path.description }),
        ("role", { $0.model?.reference.role.rawValue }),
        ("pinning", { $0.model?.reference.pinning.name }),
        ("digest", { $0.model?.digest?.description }),
        ("datasets", { joined($0.model?.datasetNames) }),
        ("metrics", { joined($0.model?.metricTexts) }),
        ("evaluation", { $0.model?.evidence(of: "evaluation")?.digest.description }),
        ("lineage", { $0.model?.evidence(of: "lineage")?.digest.description }),
        ("model_signature", { $0.model?.evidence(of: "modelSignature")?.digest.description }),
        ("since", { $0.workload.presence.since.map(Timestamp.string) }),
        ("known_by", { $0.workload.presence.knownBy.rawValue }),
        ("user", { $0.workload.presence.user }),
        ("operation", { $0.workload.presence.operation }),
        ("request_uid", { $0.workload.presence.requestUID }),
        ("admission", { $0.workload.presence.admission?.word }),
        ("git_ops", { $0.workload.gitOps }),
        ("policies", { joined($0.workload.policies) }),
        ("exceptions", { joined($0.workload.exceptions) }),
        ("codes", { joined(Set($0.workload.findings.map(\.code.rawValue)).sorted()) }),
        ("reasons", { joined($0.workload.reasons) }),
        ("children", { String($0.workload.children) }),
    ]

    private static func joined(_ texts: [String]?) -> String? { texts?.joined(separator: "; ") }
}

/// Text as a cell.
enum CSVText {
    /// Spreadsheets calculate what begins like a formula (OWASP, "CSV Injection"): such text gets an apostrophe in front. What
    /// would end a line is escaped, so that a row is a line.
    static func cell(_ text: String) -> String {
        var safe = TerminalText.escape(text)
        if let first = safe.unicodeScalars.first, formula.contains(first) { safe = "'" + safe }
        guard safe.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// The wide forms are read as the narrow ones by spreadsheets in Japanese and Chinese.
    private static let formula: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
}
