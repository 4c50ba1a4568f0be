import FoundationEssentials

/// What `pedigree check` was asked to do.
package struct CheckOptions: Sendable, Hashable {
    /// Files and directories; `-` is standard input.
    package var paths: [String]
    /// Empty: `./policies`, or what is built in.
    package var policyDirectories: [String]
    /// Directories of evidence, beside those that the policies name.
    package var evidenceDirectories: [String]
    package var namespace: String?
    /// A directory or a Git commit that holds the objects as they are now.
    package var against: String?
    /// What "now" means.
    package var time: Date

    package init(
        paths: [String], policyDirectories: [String] = [], evidenceDirectories: [String] = [],
        namespace: String? = nil, against: String? = nil, time: Date
    ) {
        self.paths = paths
        self.policyDirectories = policyDirectories
        self.evidenceDirectories = evidenceDirectories
        self.namespace = namespace
        self.against = against
        self.time = time
    }
}
