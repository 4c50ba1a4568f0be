import CheckCommand
import EvidenceStores
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Everything that an audit found: the value that every format writes.
package struct Audit: Sendable {
    /// What was looked at, in a user's words: `cluster "prod" (https://10.0.0.1:6443)`, `manifests in deploy/`, `log FILE`.
    package var subject: String
    package var source: Source
    /// The name of the cluster, where one is known.
    package var cluster: String?
    /// What "now" meant: of the state that is told, and of policies, exceptions and evidence.
    package var time: Date
    package var policies: CheckReport.PolicySource
    /// The commit that the policies were read from, where they lie in a Git work tree.
    package var policyCommit: String?
    /// How the sources of evidence stood; empty where no policy asks for evidence.
    package var sources: [EvidenceSummary.Source] = []
    /// What was judged by, for drawing lineages.
    package var evidence = EvidenceIndex.empty
    /// The log that was read beside it; nil where none was given.
    package var log: LogSummary?
    /// Those that serve models, or that something was found about; without the children that follow from them. Sorted by
    /// namespace, kind and name.
    package var workloads: [AuditedWorkload] = []
    package var exceptions: [AuditedException] = []
    /// nil where no log was read.
    package var denials: DenialHistory?
    package var coverage = Coverage()
    /// Metrics of a model over its versions; empty where evidence and log tell of none.
    package var series: [MetricSeries] = []
    /// What could not be read or judged. Each makes the whole audit undecided; none hides what the others hold.
    package var problems: [InputProblem] = []
    /// What a reader should know about the audit as a whole.
    package var notes: [String] = []

    package enum Source: String, Sendable, Hashable {
        case cluster, manifests, log
    }

    package init(
        subject: String, source: Source, cluster: String? = nil, time: Date, policies: CheckReport.PolicySource
    ) {
        self.subject = subject
        self.source = source
        self.cluster = cluster
        self.time = time
        self.policies = policies
    }
}

/// The log that an audit read.
package struct LogSummary: Sendable, Hashable {
    /// Never a password.
    package var title: String
    package var entries: Int64 = 0
    /// Of the first and the last entry that it has; nil where it has none.
    package var first: Date?
    package var last: Date?
    /// Decisions that were made and not kept, as the log itself says.
    package var lost: Int = 0

    package init(title: String) { self.title = title }
}

/// What was looked at, and what was not.
package struct Coverage: Sendable, Hashable {
    /// Of each kind, by `Deployment.apps`.
    package var kinds: [Kind] = []
    /// Objects in all.
    package var objects: Int { kinds.reduce(0) { $0 + $1.objects } }
    /// Requests that the API server answered; 0 outside of a cluster.
    package var requests = 0
    /// Workloads beyond what a report lists: they are counted, and not told one by one.
    package var unlisted = 0

    package init() {}

    package struct Kind: Sendable, Hashable {
        package var name: String
        package var objects = 0
        /// That refer to models by themselves.
        package var serving = 0
        /// That follow from an object which stands in the report.
        package var children = 0
        /// That serve models, and that no policy is about.
        package var uncovered = 0
        package var undecided = 0
        /// That run nothing any more: completed Pods and Jobs, and what an owner has left behind without replicas.
        package var ended = 0
        /// Why the kind could not be listed, or not to its end; nil where it was.
        package var failure: String?

        package init(name: String) { self.name = name }
    }
}
