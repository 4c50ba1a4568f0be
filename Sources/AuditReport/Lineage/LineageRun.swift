import CheckCommand
import DecisionLog
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// `pedigree lineage`: reads what the options name, and draws where one model comes from and what has become of it.
package struct LineageRun: Sendable {
    package var query: LineageQuery
    /// Where workloads are looked for; nil: nowhere, so that evidence alone is drawn.
    package var place: AuditOptions.Source?
    /// Policies, evidence, log and time; its source is `place`.
    package var options: AuditOptions
    package var files = FileTree()

    package init(_ query: LineageQuery, place: AuditOptions.Source?, options: AuditOptions) {
        self.query = query
        self.place = place
        self.options = options
    }

    package struct Outcome: Sendable {
        package var answer: LineageQuery.Answer
        package var problems: [InputProblem]
        package var notes: [String]
        /// What was looked at: `cluster …`, `evidence git (directory evidence/)`.
        package var places: [String]
    }

    package func run(progress: (Int) -> Void = { _ in }) -> Outcome {
        let policies = CheckPolicies.load(
            options.policyDirectories, files: files, isOffline: options.evidence.isOffline)
        guard let set = policies.set else {
            return Outcome(answer: .unknown, problems: policies.problems, notes: policies.notes, places: [])
        }
        // A policy that asks for no evidence is no reason to say that there is none.
        let evidence = CheckEvidence(set, options.evidence, isAskedFor: true)
        var outcome = Outcome(
            answer: .unknown, problems: policies.problems, notes: evidence.notes,
            places: evidence.summary.sources.map { "EvidenceSource \($0.name) (\($0.place))" })
        var workloads: [AuditedWorkload] = []
        if let place {
            var audited = options
            audited.source = place
            var run = AuditRun(options: audited)
            run.files = files
            let audit = run.run(progress: progress)
            workloads = audit.workloads
            outcome.problems = audit.problems
            outcome.places.insert(audit.subject, at: 0)
        }
        let former = formerWorkloads(evidence.index, beside: workloads, &outcome.problems)
        outcome.answer = query.answer(workloads, former: former, evidence: evidence.index)
        return outcome
    }

    /// What the log says served it once.
    private func formerWorkloads(
        _ evidence: EvidenceIndex, beside live: [AuditedWorkload], _ problems: inout [InputProblem]
    ) -> [FormerWorkload] {
        guard let log = options.log else { return [] }
        var asked = HistoryQuery(query.nameInLog(evidence))
        asked.namespace = options.namespaces.count == 1 ? options.namespaces.first : nil
        do throws(LogFailure) {
            return FormerWorkload.all(in: try HistoryReading(try log.openReading(), asked).read(), beside: live)
        } catch {
            let problem = InputProblem(file: log.title, message: error.reason)
            // The same log may have failed already.
            if !problems.contains(problem) { problems.append(problem) }
            return []
        }
    }
}
