import DecisionLog

/// What `pedigree serve` was told about its record.
package struct RecordOptions: Sendable {
    /// Where decisions are kept: a file of SQLite, or `postgresql://…`; nil: nowhere.
    package var log: String?
    /// Holds the password of `log`'s user; nil where libpq finds it, or none is needed.
    package var passwordFile: String?
    package var settings = LogSettings()
    /// A private key (PEM) that signs checkpoints.
    package var checkpointKey: String?
    package var cluster = Cluster.none
    package var kubeconfig: String?
    package var context: String?
    /// How many servers share the record.
    package var replicas = 1

    package init() {}

    /// Which cluster is watched.
    package enum Cluster: String, Sendable, Hashable, CaseIterable {
        /// None: no rule may ask what runs.
        case none
        /// The one that this process runs in.
        case inCluster = "in-cluster"
        /// The one that a kubeconfig names.
        case kubeconfig
    }
}
