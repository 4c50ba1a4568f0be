import CheckCommand
import ClusterAPI
import HTTPTransport
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Audits what a cluster holds now: every kind that refers to models, page by page.
struct ClusterAudit {
    private(set) var basis: AuditBasis
    private(set) var running = RunningImages()
    private let client: ClusterClient
    private let options: AuditOptions
    private let stop: Cancellation

    init(_ endpoint: ClusterEndpoint, _ basis: AuditBasis, _ options: AuditOptions, stop: Cancellation) {
        client = ClusterClient(endpoint)
        self.basis = basis
        self.options = options
        self.stop = stop
    }

    mutating func run(into audit: inout Audit, progress: (Int) -> Void) {
        let discovery: Discovery
        do throws(ClusterFailure) {
            discovery = try client.discover(by: .after(.seconds(60)))
        } catch {
            audit.problems.append(InputProblem(file: "cluster", message: error.reason))
            return
        }
        var round = look(discovery, progress)
        if basis.evidence.ask(round.sought.models) {
            // What has come since may change what was said of those that it is about, and of nothing else.
            if round.sought.isOverfull {
                round = look(discovery, progress)
            } else {
                round.reviewer = basis.reviewer
                for workload in round.sought.workloads where !stop.isCancelled { round.judgeAgain(workload) }
            }
        }
        tell(round, discovery, &audit)
    }

    private func look(_ discovery: Discovery, _ progress: (Int) -> Void) -> ClusterRound {
        var round = ClusterRound(client, basis, options)
        for (group, failure) in discovery.failures.sorted(by: { $0.key < $1.key }) {
            for kind in WorkloadKind.all where kind.group == group && !kind.isRoute {
                round.fail(kind.groupKind, "\(kind.resource).\(group)", failure.reason)
            }
        }
        for resource in ListingOrder.sorted(discovery.resources) where isWanted(resource) {
            round.list(resource, until: stop, progress: progress)
        }
        return round
    }

    private func isWanted(_ resource: ClusterResource) -> Bool {
        options.namespaces.isEmpty || resource.isNamespaced
    }

    private mutating func tell(_ round: ClusterRound, _ discovery: Discovery, _ audit: inout Audit) {
        running = round.running
        audit.workloads = round.roster.workloads
        audit.coverage = round.tally.coverage(unlisted: round.roster.unlisted, requests: client.answers)
        audit.exceptions = round.survey.audited
        audit.problems += round.problems
        audit.notes += round.roster.notes + round.survey.notes + round.sought.notes
        let hidden = discovery.resources.filter { !isWanted($0) }
        if !hidden.isEmpty { audit.notes.append(inNoNamespace(hidden.map(\.description))) }
    }
}

// What a user reads.

private func inNoNamespace(_ resources: [String]) -> String {
    "with --namespace only namespaces are looked at, and not \(resources.sorted().joined(separator: ", "))"
}
