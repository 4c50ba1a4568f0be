import KubernetesModel
import PolicyEngine

extension ReportFormat {
    /// SARIF 2.1.0 (OASIS), for code scanning.
    static let sarif = ReportFormat(name: "sarif", summary: "SARIF 2.1.0, for code scanning") { report, options in
        SARIFReport(report: report, options: options).log.text
    }
}

private struct SARIFReport {
    let report: CheckReport
    let options: ReportOptions

    var log: SARIFLog {
        var log = SARIFLog(
            version: options.version, isSuccessful: report.problems.isEmpty,
            exitCode: report.outcome(options.strictness).rawValue,
            properties: ["evidence": .array(report.objects.flatMap(evidence))])
        log.results = report.objects.flatMap(results)
        log.notifications = notifications
        return log
    }

    private func results(_ object: CheckedObject) -> [SARIFLog.Result] {
        var results = object.findings.map { located in
            let finding = located.finding
            return SARIFLog.Result(
                finding.code, finding.action.level, finding.line, object: object.identity, path: finding.path,
                policy: finding.policy,
                place: SARIFLog.Place(object.file, start: finding.position, end: located.end))
        }
        if let undecided = object.undecided {
            results.append(
                SARIFLog.Result(
                    undecided.code, .error, couldNotDecide(undecided.description), object: object.identity,
                    place: SARIFLog.Place(object.file, start: object.position)))
        }
        return results
    }

    private func evidence(_ object: CheckedObject) -> [JSONValue] {
        (object.review?.evidence ?? []).map { evidence in
            [
                "object": .string(object.identity.description),
                "rule": .string(evidence.rule),
                "place": .string("\(evidence.source): \(evidence.place)"),
                "digest": .string(evidence.digest.description),
            ]
        }
    }

    private var notifications: [SARIFLog.Notification] {
        report.problems.map { problem in
            SARIFLog.Notification(
                .error, problem.message, place: SARIFLog.Place(problem.file, start: problem.position))
        }
            + report.objects.flatMap { object in
                object.remarks.map { remark in
                    SARIFLog.Notification(
                        remark.isWarning ? .warning : .note, "\(object.identity): \(remark.label): \(remark.message)",
                        place: SARIFLog.Place(object.file, start: remark.position))
                }
            }
            + report.skipped.map { skipped in
                SARIFLog.Notification(
                    .note, "skipped: \(skipped.reason)", place: SARIFLog.Place(skipped.file, start: skipped.position))
            }
            + report.notes.map { SARIFLog.Notification(.note, $0) }
    }
}

private func couldNotDecide(_ message: String) -> String { "could not decide: \(message)" }
