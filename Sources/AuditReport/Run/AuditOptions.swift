import CheckCommand
import ClusterAPI
import DecisionLog
import FoundationEssentials

/// What `pedigree audit` was asked to do.
package struct AuditOptions: Sendable {
    package var source: Source
    /// Empty: `./policies`, or what is built in.
    package var policyDirectories: [String] = []
    package var evidence = EvidenceOptions()
    /// Of a cluster or a log: only these; empty: all. Of manifests: the one of those that name none.
    package var namespaces: [String] = []
    /// Beside a cluster or manifests it says since when and by whom; with the source `log` it says all.
    package var log: LogPlace?
    /// What "now" means: of the state that is told, and of policies, exceptions and evidence.
    package var time: Date
    /// Whether `time` was named: the log is then told as of that moment.
    package var isAsOf = false
    /// The cluster's name, where one was given.
    package var clusterName: String?
    package var limits = AuditLimits()
    /// Asks stores whether they still have what live models are and were made of; nil: none is asked.
    package var stores: StoreAsker?

    package init(_ source: Source, time: Date) {
        self.source = source
        self.time = time
    }

    /// The cluster that is looked at; nil for manifests and logs.
    package var endpoint: ClusterEndpoint? { if case .cluster(let endpoint) = source { endpoint } else { nil } }

    /// What is looked at.
    package enum Source: Sendable {
        /// What an API server holds now.
        case cluster(ClusterEndpoint)
        /// Files and directories, `-` for standard input; at a commit of Git where one is named.
        case manifests([String], commit: String?)
        /// What was live at `time`, as `log` says.
        case log
    }
}

/// How much is told, and how often is asked.
package struct AuditLimits: Sendable, Hashable {
    /// Workloads that a report tells one by one.
    package var workloads = 20_000
    /// Owners of kinds that are not listed, which are asked for one by one.
    package var owners = 2_000
    /// Workloads that are read one by one after further evidence was found; for more, all are listed once more.
    package var rereads = 1_000
    /// Models about which stores are asked, one by one.
    package var soughtModels = 5_000
    /// Workloads that are named beside an exception.
    package var workloadsOfException = 1_000

    package init() {}
}
