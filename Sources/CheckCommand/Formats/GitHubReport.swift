import KubernetesModel
import PolicyEngine

extension ReportFormat {
    /// GitHub's workflow commands: annotations on the lines of a pull request.
    static let github = ReportFormat(name: "github", summary: "annotations on a pull request, from a GitHub workflow") {
        report, _ in
        GitHubReport.write(report)
    }
}

/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
private enum GitHubReport {
    static func write(_ report: CheckReport) -> String {
        var lines: [String] = []
        for object in report.objects {
            for located in object.findings {
                let finding = located.finding
                lines.append(
                    command(
                        finding.action.command, file: object.file, start: finding.position, end: located.end,
                        title: "\(object.identity): \(finding.code)", message: finding.line))
            }
            if let undecided = object.undecided {
                lines.append(
                    command(
                        "error", file: object.file, start: object.position,
                        title: "\(object.identity): \(undecided.code)",
                        message: couldNotDecide(undecided.message)))
            }
            for remark in object.remarks {
                lines.append(
                    command(
                        remark.isWarning ? "warning" : "notice", file: object.file, start: remark.position,
                        title: "\(object.identity): \(remark.label)", message: remark.message))
            }
        }
        for problem in report.problems {
            lines.append(
                command(
                    "error", file: problem.file, start: problem.position, title: unreadable, message: problem.message))
        }
        let counts = report.counts
        lines.append(
            "\(counts.objects) objects, \(counts.references) model references: \(counts.denied) denied, "
                + "\(counts.warned) with warnings, \(counts.uncovered) uncovered, \(counts.undecided) undecided")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func command(
        _ name: String, file: String, start: SourcePosition?, end: SourcePosition? = nil, title: String, message: String
    ) -> String {
        // Standard input has no line in the repository, so that the annotation stands on the run.
        let path = file.hasPrefix("./") ? String(file.dropFirst(2)) : file
        var properties = file == "-" ? [] : ["file=\(property(path))"]
        if let start, file != "-" {
            properties.append("line=\(start.line)")
            if let end {
                properties.append("endLine=\(end.line)")
            }
            properties.append("col=\(start.column)")
            // GitHub ignores columns that span lines.
            if let end, end.line == start.line {
                properties.append("endColumn=\(end.column)")
            }
        }
        properties.append("title=\(property(title))")
        return "::\(name) \(properties.joined(separator: ","))::\(data(message))"
    }

    private static func data(_ text: String) -> String { encode(text, also: "") }
    private static func property(_ text: String) -> String { encode(text, also: ":,") }

    /// As the runner decodes it: `%`, carriage return and newline, and in properties `:` and `,`.
    private static func encode(_ text: String, also extra: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where extra.unicodeScalars.contains(":"): result += "%3A"
            case "," where extra.unicodeScalars.contains(","): result += "%2C"
            default: result += TerminalText.escape(String(scalar))
            }
        }
        return result
    }
}

extension ValidationAction {
    fileprivate var command: String {
        switch self {
        case .deny: "error"
        case .warn: "warning"
        case .audit: "notice"
        }
    }
}

private let unreadable = "input that cannot be read"
private func couldNotDecide(_ message: String) -> String { "could not decide: \(message)" }
