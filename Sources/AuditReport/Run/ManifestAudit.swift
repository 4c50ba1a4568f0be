import CheckCommand
import FoundationEssentials
import KubernetesModel
import PolicyEngine
import Reviewer

/// Audits manifests: what `pedigree check` says of them, told as an audit.
struct ManifestAudit: Sendable {
    let options: AuditOptions
    let files: FileTree

    func run(_ paths: [String], commit: String?, progress: (Int) -> Void) -> Audit {
        var check = Check(options: checkOptions(paths, commit))
        check.files = files
        let outcome = check.judge { done, _ in progress(done) }
        let report = outcome.report
        var audit = Audit(options, policies: report.policies)
        audit.problems = report.problems
        audit.notes = report.notes
        if !report.skipped.isEmpty { audit.notes.append(skipped(report.skipped.count)) }
        guard let policies = outcome.policies else { return audit }
        audit.evidence = outcome.evidence
        audit.sources = report.evidence
        add(report.objects, policies, to: &audit)
        let log = audit.readLog(options)
        for index in audit.workloads.indices { log?.complete(&audit.workloads[index]) }
        audit.findDrift(policies, options, log)
        audit.conclude(log, options, files)
        return audit
    }

    private func checkOptions(_ paths: [String], _ commit: String?) -> CheckOptions {
        var check = CheckOptions(
            paths: paths, policyDirectories: options.policyDirectories, evidence: options.freshEvidence,
            namespace: options.namespaces.first, time: options.time)
        check.commit = commit
        return check
    }

    private func add(_ objects: [CheckedObject], _ policies: PolicySet, to audit: inout Audit) {
        var roster = Roster(most: options.limits.workloads)
        var survey = ExceptionSurvey(
            policies.exceptions, at: options.time, most: options.limits.workloadsOfException)
        var tally = CoverageTally()
        for object in objects {
            let workload = AuditedWorkload(object)
            tally.count(object.identity.gvk.groupKind, workload)
            guard workload.isRelevant else { continue }
            survey.note(workload)
            roster.add(workload)
        }
        audit.workloads = roster.workloads
        audit.coverage = tally.coverage(unlisted: roster.unlisted)
        audit.exceptions = survey.audited
        audit.notes += survey.notes + roster.notes
    }
}

extension AuditedWorkload {
    /// What was said of a manifest.
    init(_ object: CheckedObject) {
        switch object.outcome {
        case .reviewed(let review): self.init(object.identity, review)
        case .undecided(let undecided): self.init(object.identity, undecided)
        }
        file = object.file
        position = object.position
    }
}

// What a user reads.

private func skipped(_ count: Int) -> String {
    count == 1
        ? "1 document is no Kubernetes object, and was not judged"
        : "\(count) documents are no Kubernetes objects, and were not judged"
}
