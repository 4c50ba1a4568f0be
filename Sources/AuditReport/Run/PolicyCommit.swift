import CheckCommand
import PolicyFiles

/// The commit that policies were read from.
enum PolicyCommit {
    /// nil where the directories lie in no work tree, or in several.
    static func of(_ directories: [String], _ files: FileTree) -> String? {
        var directories = directories
        if directories.isEmpty, files.kind(of: CheckPolicies.defaultDirectory) == .directory {
            directories = [CheckPolicies.defaultDirectory]
        }
        let commits = Set(directories.map { GitCommit.of($0) })
        return commits.count == 1 ? commits.first ?? nil : nil
    }
}
