import CheckCommand
import ClusterAPI
import EvidenceStores
import FoundationEssentials
import HTTPTransport
import KubernetesModel
import PolicyEngine
import PolicyFiles
import Reviewer

/// `pedigree audit`: looks at what the options name, judges it by today's policies and evidence, and says what it found.
package struct AuditRun: Sendable {
    package var options: AuditOptions
    package var files = FileTree()
    /// Ends the looking at a cluster between two pages; what was found until then is told.
    package var stop = Cancellation()

    package init(options: AuditOptions) { self.options = options }

    /// - Parameter progress: told now and then how many objects were looked at.
    package func run(progress: (Int) -> Void = { _ in }) -> Audit {
        if case .manifests(let paths, let commit) = options.source {
            return ManifestAudit(options: options, files: files).run(paths, commit: commit, progress: progress)
        }
        let policies = CheckPolicies.load(
            options.policyDirectories, files: files, isOffline: options.evidence.isOffline)
        var audit = Audit(options, policies: policies.source)
        audit.notes = policies.notes
        audit.problems = policies.problems
        // Without policies nothing can be judged, and nothing is.
        guard let set = policies.set else { return audit }
        var basis = AuditBasis(policies: set, evidence: CheckEvidence(set, options.freshEvidence), time: options.time)
        basis.log = audit.readLog(options)
        var running = RunningImages()
        switch options.source {
        case .cluster(let endpoint):
            var cluster = ClusterAudit(endpoint, basis, options, stop: stop)
            cluster.run(into: &audit, progress: progress)
            (basis, running) = (cluster.basis, cluster.running)
        case .log:
            var log = LogAudit(basis, options)
            log.run(into: &audit, progress: progress)
            basis = log.basis
        case .manifests: break
        }
        audit.evidence = basis.evidence.index
        audit.findDrift(set, options, basis.log, running: running)
        finish(&audit, basis)
        return audit
    }

    private func finish(_ audit: inout Audit, _ basis: AuditBasis) {
        audit.sources = basis.evidence.summary.sources
        audit.notes += basis.evidence.notes
        audit.conclude(basis.log, options, files)
    }
}

/// What everything is judged by.
struct AuditBasis: Sendable {
    var policies: PolicySet
    var evidence: CheckEvidence
    var time: Date
    var log: LogKnowledge?

    var reviewer: Reviewer { Reviewer(policies: policies, evidence: evidence.index) }
}

extension AuditOptions {
    /// INVARIANT: an audit believes no copy of evidence, which may have been taken back since: it is fetched anew.
    var freshEvidence: EvidenceOptions {
        var fresh = evidence
        if !fresh.isOffline { fresh.cache = nil }
        return fresh
    }
}
