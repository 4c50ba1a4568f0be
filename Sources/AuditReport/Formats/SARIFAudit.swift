import CheckCommand
import KubernetesModel
import PolicyEngine

extension AuditFormat {
    /// SARIF 2.1.0 (OASIS): places in files where manifests were read, names of objects where a cluster was.
    static let sarif = AuditFormat(name: "sarif", summary: "SARIF 2.1.0, for code scanning") { audit, options in
        SARIFAudit(audit: audit, options: options).log.text
    }
}

private struct SARIFAudit {
    let audit: Audit
    let options: AuditFormatOptions

    var log: SARIFLog {
        var log = SARIFLog(
            version: options.version, isSuccessful: audit.problems.isEmpty,
            exitCode: audit.outcome(options.failsOn).rawValue,
            properties: [
                "subject": .string(TerminalText.escape(audit.subject)), "time": .time(audit.time),
                "policies": .string(audit.policies.digest),
            ])
        log.help = help
        log.results = audit.workloads.flatMap(results)
        log.notifications = notifications
        return log
    }

    private func results(_ workload: AuditedWorkload) -> [SARIFLog.Result] {
        func result(
            _ code: ReasonCode, _ level: SARIFLog.Level, _ message: String, _ path: FieldPath = FieldPath(),
            _ policy: String? = nil, at position: SourcePosition? = nil
        ) -> SARIFLog.Result {
            SARIFLog.Result(
                code, level, message, object: workload.identity, path: path, policy: policy,
                place: workload.file.map { SARIFLog.Place($0, start: position ?? workload.position) })
        }
        var results = workload.findings.map { finding in
            result(finding.code, finding.action.level, finding.line, finding.path, finding.policy, at: finding.position)
        }
        if case .undecided(let reason) = workload.judgement { results.append(result(.undecided, .error, reason)) }
        results += workload.drift.map { drift in
            let position = workload.models.first { $0.reference.path.description == drift.path }?.reference.position
            return result(
                drift.kind.code, drift.kind == .admission ? .error : .warning, drift.message, FieldPath(drift.path),
                at: position)
        }
        if workload.isUncovered { results.append(result(.uncovered, .warning, uncovered)) }
        return results
    }

    private var notifications: [SARIFLog.Notification] {
        let problems = audit.problems.map { problem in
            // What is no file is named in the message: a place would be looked for in the repository.
            audit.source == .manifests
                ? SARIFLog.Notification(
                    .error, problem.message, place: SARIFLog.Place(problem.file, start: problem.position))
                : SARIFLog.Notification(.error, "\(problem.file): \(problem.message)")
        }
        let unlisted = audit.coverage.kinds.compactMap { kind in
            kind.failure.map { SARIFLog.Notification(.error, "\(kind.name): \($0)") }
        }
        let exceptions = audit.exceptions.filter { $0.state != .live }.map { one in
            SARIFLog.Notification(one.state == .unused ? .note : .warning, one.sentence)
        }
        return problems + unlisted + exceptions + audit.notes.map { SARIFLog.Notification(.note, $0) }
    }

    private var help: @Sendable (ReasonCode) -> RuleHelp {
        { code in
            if let kind = Drift.Kind.allCases.first(where: { $0.code == code }) {
                return RuleHelp(kind.meaning, remedy: kind.remedy)
            }
            if code == .undecided { return RuleHelp(undecidedMeaning, remedy: undecidedRemedy) }
            if code == .uncovered { return RuleHelp(uncoveredMeaning, remedy: uncoveredRemedy) }
            return RuleHelp(code)
        }
    }
}

extension ReasonCode {
    fileprivate static let undecided = ReasonCode(rawValue: "audit.undecided")
    fileprivate static let uncovered = ReasonCode(rawValue: "audit.uncovered")
}

extension Drift.Kind {
    /// `drift.changedBytes`.
    fileprivate var code: ReasonCode { ReasonCode(rawValue: "drift.\(rawValue)") }
}

private let uncovered = "it serves models, and no policy is about it"
private let undecidedMeaning = "Nobody could judge it."
private let undecidedRemedy = "Make readable what the message names, and audit again."
private let uncoveredMeaning = "A workload serves models, and no policy is about it."
private let uncoveredRemedy = "Have a policy match its namespace and kind."
