import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

extension ReportFormat {
    /// For people: each object that something was found about, then one line of counts.
    static let text = ReportFormat(name: "text", summary: "for people; the default") { report, options in
        TextReport(options: options).write(report)
    }
}

private struct TextReport {
    let options: ReportOptions

    func write(_ report: CheckReport) -> String {
        var lines: [String] = []
        for object in report.objects { describe(object, into: &lines) }
        for problem in report.problems {
            let place = place(problem.file, problem.position)
            lines.append(paint("\(place): error: ", .red) + TerminalText.escape(problem.message))
        }
        for document in report.skipped {
            let place = place(document.file, document.position)
            lines.append("\(place): skipped: " + TerminalText.escape(document.reason))
        }
        for note in report.notes { lines.append("note: " + TerminalText.escape(note)) }
        if !lines.isEmpty { lines.append("") }
        lines.append(summary(report))
        return lines.joined(separator: "\n") + "\n"
    }

    private func describe(_ object: CheckedObject, into lines: inout [String]) {
        let remarks = object.remarks
        let references = options.showsReferences ? object.review?.references ?? [] : []
        let says = !object.findings.isEmpty || object.undecided != nil || !remarks.isEmpty
        guard says || !references.isEmpty else { return }
        lines.append(headline(object))
        if let undecided = object.undecided {
            lines.append("    " + paint("could not decide: ", .red) + TerminalText.escape(undecided.description))
        }
        for located in object.findings { lines.append("    " + line(of: located.finding, in: object)) }
        for remark in remarks {
            let label = TerminalText.escape("\(remark.label): ")
            lines.append(
                "    " + place(object.file, remark.position) + ": " + paint(label, remark.isWarning ? .yellow : .dim)
                    + TerminalText.escape(remark.message))
        }
        if let reason = object.review?.notJudged, says { lines.append("    " + TerminalText.escape(notJudged(reason))) }
        if object.namespaceIsUnknown { lines.append("    " + unknownNamespace) }
        for reference in references { lines += describe(reference, in: object) }
        for evidence in options.showsReferences ? object.review?.evidence ?? [] : [] {
            lines.append(describe(evidence))
        }
    }

    private func headline(_ object: CheckedObject) -> String {
        let colour: Colour = object.verdictName == "allowed" ? (object.hasWarnings ? .yellow : .green) : .red
        return place(object.file, object.position) + ": " + TerminalText.escape(object.identity.description) + ": "
            + paint(object.verdictName, colour)
    }

    private func line(of finding: Finding, in object: CheckedObject) -> String {
        let (word, colour): (String, Colour) =
            switch finding.action {
            case .deny: ("denied", .red)
            case .warn: ("warning", .yellow)
            case .audit: ("audit", .dim)
            }
        return place(object.file, finding.position) + ": "
            + paint("\(word) (\(TerminalText.escape(finding.policy))): ", colour) + TerminalText.escape(finding.line)
    }

    private func describe(_ reference: ModelReference, in object: CheckedObject) -> [String] {
        let pinning = reference.pinning
        let role = reference.role == .model ? "" : ", \(reference.role.rawValue)"
        var lines = [
            "    " + place(object.file, reference.position) + ": "
                + TerminalText.escape("\(reference.path): \"\(reference.value)\"")
                + " [\(TerminalText.escape(reference.consumer.rawValue))\(role)] is "
                + paint(pinning.name, pinning.severity < 2 ? .green : .yellow) + ": "
                + TerminalText.escape(pinning.reason)
        ]
        if let suggestion = reference.suggestion { lines.append("        remedy: " + TerminalText.escape(suggestion)) }
        return lines
    }

    private func describe(_ evidence: UsedEvidence) -> String {
        TerminalText.escape(
            "    evidence (\(evidence.rule)) of \(evidence.reference): \(evidence.source): \(evidence.place) "
                + "(\(evidence.digest))")
    }

    private func summary(_ report: CheckReport) -> String {
        let counts = report.counts
        let judged =
            "\(counted(counts.objects, "object")), \(counted(counts.references, "model reference")): "
            + [
                paint("\(counts.denied) denied", counts.denied > 0 ? .red : .none),
                paint("\(counts.warned) with warnings", counts.warned > 0 ? .yellow : .none),
                paint("\(counts.uncovered) uncovered", counts.uncovered > 0 ? .yellow : .none),
                paint("\(counts.undecided) undecided", counts.undecided > 0 ? .red : .none),
            ].joined(separator: ", ")
        let input =
            (counts.problems > 0 ? "; " + paint(counted(counts.problems, "input error"), .red) : "")
            + (counts.skipped > 0 ? "; \(counted(counts.skipped, "document")) skipped" : "")
        // Unreadable policies judge nothing.
        guard !report.policies.names.isEmpty else { return judged + input }
        return judged + input + TerminalText.escape("; judged by \(report.policies.origin)")
    }

    private func place(_ file: String, _ position: SourcePosition?) -> String {
        let name = TerminalText.escape(file)
        return position.map { "\(name):\($0)" } ?? name
    }

    private enum Colour: String {
        case red = "31", green = "32", yellow = "33", dim = "2"
        case none = ""
    }

    private func paint(_ text: String, _ colour: Colour) -> String {
        options.usesColour && colour != .none ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

private func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

private let unknownNamespace =
    "its namespace is not known, so every policy whose kinds match has judged it; give --namespace"
private func notJudged(_ reason: String) -> String { "not judged: \(reason)" }
