import ClusterAPI
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
    /// The cluster that is watched; nil: none, and no rule may ask what runs.
    package var cluster: ClusterChoice?
    package var kubeconfig: String?
    package var context: String?
    /// How many servers share the record.
    package var replicas = 1

    package init() {}
}
