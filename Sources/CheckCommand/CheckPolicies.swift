import EvidenceStores
import Foundation
import KubernetesModel
import PolicyEngine
import PolicyFiles

/// The policies that a check judges by, and where they came from.
package struct CheckPolicies {
    /// nil where they cannot be read; then `problems` say why.
    package var set: PolicySet?
    package var source: CheckReport.PolicySource
    package var problems: [InputProblem] = []
    package var notes: [String] = []

    package static let defaultDirectory = "policies"

    /// The directories that were named, else `./policies`, else the baseline that is built in. Never none.
    ///
    /// - Parameter isOffline: whether no service is asked for keys that the policies name there.
    package static func load(
        _ directories: [String], files: FileTree, isOffline: Bool = false
    ) -> CheckPolicies {
        var directories = directories
        if directories.isEmpty, files.kind(of: defaultDirectory) == .directory { directories = [defaultDirectory] }
        guard !directories.isEmpty else { return builtIn }
        return CheckPolicies(
            PolicyDirectory.lint(directories), origin: directories.joined(separator: ", "),
            keys: TransitKeyring(isOffline: isOffline))
    }

    private static var builtIn: CheckPolicies {
        let documents = InitialSet.files.filter { $0.name == "baseline.yaml" }.flatMap { file in
            PolicyDocument.parse(Array(file.text.utf8), file: file.name).compactMap { try? $0.get() }
        }
        return CheckPolicies(PolicyLint(documents), origin: builtInOrigin, keys: TransitKeyring(isOffline: true))
    }

    private init(_ lint: PolicyLint, origin: String, keys: TransitKeyring) {
        let resolution = lint.set.map { keys.resolve($0) }
        set = resolution?.set
        source = CheckReport.PolicySource(
            origin: origin, names: lint.set?.policies.map(\.name) ?? [], digest: set?.digest ?? "")
        problems = lint.errors.map { problem in
            InputProblem(
                file: problem.file.isEmpty ? origin : problem.file, position: problem.position,
                message: problem.message)
        }
        problems +=
            resolution?.troubles.map { trouble in
                InputProblem(
                    file: trouble.origin.file.isEmpty ? origin : trouble.origin.file, position: trouble.origin.position,
                    message: trouble.description)
            } ?? []
        notes = lint.warnings.map(\.description)
    }
}

private let builtInOrigin = "the built-in baseline (there is no ./policies; choose with --policy)"
