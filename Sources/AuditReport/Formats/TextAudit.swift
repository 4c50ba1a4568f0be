import CheckCommand
import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension AuditFormat {
    /// For people at a terminal: the answers, then what is to be done, then what is live.
    static let text = AuditFormat(name: "text", summary: "for people; the default") { audit, options in
        TextAudit(audit: audit, usesColour: options.usesColour).text
    }
}

private struct TextAudit {
    let audit: Audit
    let usesColour: Bool

    /// Of each list; a terminal is not read further.
    private static let most = 100

    var text: String {
        var sections = [head, AuditSentences(audit).all.map(TerminalText.escape)]
        for standing in [AuditedWorkload.Standing.denied, .undecided, .drift, .warned, .uncovered] {
            sections.append(section(standing))
        }
        sections += [live, exceptions, coverage, problems]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var head: [String] {
        var lines = [
            paint("Audit of \(TerminalText.escape(audit.subject))", .bold) + " as of \(Timestamp.string(audit.time))"
        ]
        let commit = audit.policyCommit.map { " at commit \($0.prefix(12))" } ?? ""
        lines.append(
            safe("judged by \(audit.policies.origin)\(commit): \(audit.policies.names.joined(separator: ", "))"))
        for source in audit.sources {
            let state =
                source.failure ?? "\(source.verified.grouped) verified, \(source.untrusted.grouped) untrusted, "
                + "\(source.invalid.grouped) invalid, \(source.unsigned.grouped) unsigned"
            lines.append(safe("evidence \(source.name) (\(source.place)): \(state)"))
        }
        if let log = audit.log {
            let span = [log.first, log.last].compactMap { $0.map(Timestamp.string) }.joined(separator: " to ")
            let lost = log.lost > 0 ? ", \(counted(log.lost, "decision")) lost" : ""
            lines.append(safe("log \(log.title): \(Int(log.entries).grouped) entries\(lost), \(span)"))
        }
        return lines
    }

    private func section(_ standing: AuditedWorkload.Standing) -> [String] {
        let own = audit.workloads.filter { $0.standing == standing }
        guard !own.isEmpty else { return [] }
        var lines = [paint("\(standing.heading) (\(own.count.grouped))", .bold)]
        for workload in own.prefix(Self.most) {
            lines.append("  \(paint(safe(workload.identity.description), standing.paint))\(place(workload))")
            lines += workload.reasons.map { "      \(safe($0))" }
            if let known = workload.sinceAndBy { lines.append("      \(paint(safe(known), .dim))") }
        }
        return lines + more(own.count)
    }

    private var live: [String] {
        let own = audit.workloads.filter { !$0.models.isEmpty }
        guard !own.isEmpty else { return [] }
        var lines = [paint("Models (\(own.reduce(0) { $0 + $1.models.count }.grouped))", .bold)]
        for workload in own.prefix(Self.most) {
            let standing = paint(workload.standing.rawValue, workload.standing.paint)
            let known = workload.sinceAndBy.map { ", \(safe($0))" } ?? ""
            lines.append("  \(safe(workload.identity.description)): \(standing)\(known)")
            for model in workload.models.prefix(Self.most) { lines += describe(model) }
        }
        return lines + more(own.count)
    }

    private func describe(_ model: AuditedModel) -> [String] {
        var lines = ["      \(safe(model.title)) is \(model.reference.pinning.name)"]
        func list(_ label: String, _ texts: [String]) {
            guard !texts.isEmpty else { return }
            let shown =
                texts.prefix(8).joined(separator: ", ") + (texts.count > 8 ? " and \(texts.count - 8) more" : "")
            lines.append("          \(label) \(safe(shown))")
        }
        list("data:", model.datasetNames)
        list("metrics:", model.metricTexts)
        list("evidence:", model.evidence.map { "\($0.rule) (\($0.source): \($0.place))" })
        return lines
    }

    private var exceptions: [String] {
        guard !audit.exceptions.isEmpty else { return [] }
        var lines = [paint("Exceptions (\(audit.exceptions.count.grouped))", .bold)]
        for one in audit.exceptions.prefix(Self.most) {
            let colour: TerminalCanvas.Paint = one.state == .live ? .plain : .yellow
            lines.append("  \(paint(safe(one.sentence), colour))")
            lines += one.workloads.prefix(5).map { "      \(safe($0))" }
            if one.workloads.count > 5 { lines.append("      and \((one.workloads.count - 5).grouped) more") }
        }
        return lines + more(audit.exceptions.count)
    }

    private var coverage: [String] {
        let kinds = audit.coverage.kinds.filter { $0.objects > 0 || $0.failure != nil }
        guard !kinds.isEmpty else { return [] }
        var lines = [paint("Looked at", .bold)]
        for kind in kinds.prefix(Self.most) {
            let counts = [
                (kind.objects, kind.objects == 1 ? "object" : "objects"), (kind.serving, "with models"),
                (kind.children, "made by controllers"),
                (kind.uncovered, "under no policy"), (kind.undecided, "undecided"),
            ]
            var text = counts.filter { $0.0 > 0 || $0.1 == "objects" }.map { "\($0.0.grouped) \($0.1)" }
                .joined(separator: ", ")
            if let failure = kind.failure { text += ": \(failure)" }
            lines.append("  " + paint(safe("\(kind.name): \(text)"), kind.failure == nil ? .plain : .red))
        }
        return lines + more(kinds.count)
    }

    private var problems: [String] {
        let problems = audit.problems.map { problem in
            let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
            return paint(safe("\(place): error: "), .red) + safe(problem.message)
        }
        return Array(problems.prefix(Self.most)) + more(problems.count) + audit.notes.map { "note: \(safe($0))" }
    }

    private func place(_ workload: AuditedWorkload) -> String {
        workload.file.map { " (\(safe($0)):\(workload.position))" } ?? ""
    }

    private func more(_ count: Int) -> [String] {
        count > Self.most ? ["  and \((count - Self.most).grouped) more; \(otherFormats)"] : []
    }

    private func safe(_ text: String) -> String { TerminalText.escape(text) }

    private func paint(_ text: String, _ paint: TerminalCanvas.Paint) -> String {
        usesColour && paint != .plain ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension AuditedWorkload.Standing {
    /// Over a list of such workloads.
    var heading: String {
        switch self {
        case .denied: "Would be refused today"
        case .undecided: "Could not be judged"
        case .drift: "Not as they were let in"
        case .warned: "Warned about"
        case .excepted: "Standing by an exception"
        case .uncovered: "Covered by no policy"
        case .allowed: "Nothing against them"
        }
    }

    var paint: TerminalCanvas.Paint {
        switch self {
        case .denied, .undecided: .red
        case .drift, .warned, .excepted, .uncovered: .yellow
        case .allowed: .green
        }
    }
}

private let otherFormats = "--format html, json and csv tell all of them"
