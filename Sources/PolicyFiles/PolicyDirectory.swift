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
    }

    /// Reads a state of the files that stood at one moment: where something changed meanwhile (a ConfigMap swapped
    /// between two of its files), it is read again.
    static func snapshot(_ paths: [String]) -> Snapshot {
        var before = FileScan(paths)
        for _ in 0..<attempts {
            let lint = read(before)
            let after = FileScan(paths)
            if let lint, after == before { return Snapshot(scan: before, lint: lint) }
            before = after
        }
        let problem = PolicyProblem(.error, file: paths.first ?? "", position: nil, message: restless)
        return Snapshot(scan: before, lint: PolicyLint([], problems: [problem]))
    }

    private static let attempts = 5

    /// nil where a file was swapped between the scan and the read: swapped there and back, the scans alone show nothing.
    private static func read(_ scan: FileScan) -> PolicyLint? {
        var problems = scan.failures.map { failure in
            PolicyProblem(.error, file: failure.path, position: nil, message: unreadable(failure.reason))
        }
        var documents: [PolicyDocument] = []
        for file in scan.files {
            guard let results = parse(file) else { return nil }
            for result in results {
                switch result {
                case .success(let document): documents.append(document)
                case .failure(let problem): problems.append(problem)
                }
            }
        }
        return PolicyLint(documents, problems: problems)
    }

    private static func parse(_ file: FileScan.File) -> [Result<PolicyDocument, PolicyProblem>]? {
        let path = file.path
        do throws(FileContents.Failure) {
            return PolicyDocument.parse(try FileContents.read(file), file: path).map { result in
                result.mapError { PolicyProblem(.error, file: path, position: $0.position, message: $0.message) }
            }
        } catch {
            guard !error.isSwapped else { return nil }
            return [
                .failure(PolicyProblem(.error, file: path, position: nil, message: unreadable(error.reason)))
            ]
        }
    }
}

extension PolicyProblem: Error {}

/// Why a policy directory gave no set: everything that is wrong with it.
package struct PolicyLoadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one; errors alone.
    package var problems: [PolicyProblem]

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

private func unreadable(_ reason: String) -> String { "it cannot be read: \(reason)" }
private let restless = "the files changed again and again while they were read; nothing was taken over"
