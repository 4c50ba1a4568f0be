import FoundationEssentials

/// What `pedigree check` was asked to do.
package struct CheckOptions: Sendable, Hashable {
    /// Files and directories; `-` is standard input.
    package var paths: [String]
    /// Empty: `./policies`, or what is built in.
    package var policyDirectories: [String]
    package var evidence: EvidenceOptions
    package var namespace: String?
    /// A directory or a Git commit that holds the objects as they are now.
    package var against: String?
    /// A Git commit at which the objects are read; nil: as they lie in the work tree.
    package var commit: String?
    /// What "now" means.
    package var time: Date

    package init(
        paths: [String], policyDirectories: [String] = [], evidence: EvidenceOptions = EvidenceOptions(),
        namespace: String? = nil, against: String? = nil, time: Date
    ) {
        self.paths = paths
        self.policyDirectories = policyDirectories
        self.evidence = evidence
        self.namespace = namespace
        self.against = against
        self.time = time
    }
}

/// Where evidence is looked for, beside what the policies name.
package struct EvidenceOptions: Sendable, Hashable {
    /// Directories of evidence.
    package var directories: [String]
    /// A directory that keeps what lies on the network; nil: nothing is kept.
    package var cache: String?
    /// Whether nothing is fetched: what the cache does not hold cannot be read.
    package var isOffline: Bool

    package init(directories: [String] = [], cache: String? = nil, isOffline: Bool = false) {
        self.directories = directories
        self.cache = cache
        self.isOffline = isOffline
    }
}
