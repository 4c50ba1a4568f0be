import KubernetesModel
import PolicyEngine

/// A directory of policy documents: every `*.yaml`, `*.yml` and `*.json` below it, dotfiles left out.
package enum PolicyDirectory {
    /// The set that the directory (or file) at `path` holds.
    package static func load(_ path: String) throws(PolicyLoadError) -> PolicySet { try load([path]) }

    /// The set that all of `paths` hold together.
    package static func load(_ paths: [String]) throws(PolicyLoadError) -> PolicySet {
        let lint = lint(paths)
        guard let set = lint.set else { throw PolicyLoadError(problems: lint.errors) }
        return set
    }

    /// Everything that is wrong with `paths`, and the set where nothing is.
    package static func lint(_ paths: [String]) -> PolicyLint { snapshot(paths).lint }

    struct Snapshot: Sendable {
        var scan: FileScan
        var lint: PolicyLint
        /// Directories of evidence, which the scan left out.
        var evidence: Set<String> = []

        /// The files as they stand now, looked at as this snapshot looked at them.
        func rescan(_ paths: [String]) -> FileScan {
            FileScan(paths, excluding: evidence, attached: Set(scan.attached.keys))
        }
    }

    /// Reads a state of the files that stood at one moment: where something changed meanwhile (a ConfigMap swapped
    /// between two of its files), it is read again.
    static func snapshot(_ paths: [String]) -> Snapshot {
        var evidence = PolicyContents.evidenceBeside(paths)
        var before = FileScan(paths, excluding: evidence)
        for _ in 0..<attempts {
            let contents = PolicyContents(before)
            if let contents, contents.evidence.subtracting(evidence).isEmpty {
                let scan = before.attaching(contents.attached)
                let lint = contents.lint(scan)
                let snapshot = Snapshot(scan: scan, lint: lint ?? PolicyLint([]), evidence: evidence)
                before = snapshot.rescan(paths)
                if lint != nil, before == scan { return snapshot }
            }
            // What lies in a directory of evidence was taken for policies; or a file was swapped.
            evidence.formUnion(contents?.evidence ?? [])
            before = FileScan(paths, excluding: evidence)
        }
        let problem = PolicyProblem(.error, file: paths.first ?? "", position: nil, message: restless)
        return Snapshot(scan: before, lint: PolicyLint([], problems: [problem]), evidence: evidence)
    }

    private static let attempts = 5
}

extension PolicyProblem: Error {}

/// Why a policy directory gave no set: everything that is wrong with it.
package struct PolicyLoadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one; errors alone.
    package var problems: [PolicyProblem]

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

private let restless = "the files changed again and again while they were read; nothing was taken over"
