import Foundation
import KubernetesModel
import PolicyEngine
import PolicyFiles
import Reviewer

/// `pedigree check`: reads what the options name, judges it, and reports.
package struct Check: Sendable {
    package var options: CheckOptions
    package var files = FileTree()

    package init(options: CheckOptions) { self.options = options }

    /// - Parameter progress: told after each file how many of all are judged.
    package func run(progress: (Int, Int) -> Void = { _, _ in }) -> CheckReport { judge(progress: progress).report }

    /// A report, and what it was judged by.
    package struct Outcome: Sendable {
        package var report: CheckReport
        /// nil where the policies cannot be read; then nothing was judged.
        package var policies: PolicySet?
        package var evidence = EvidenceIndex.empty
    }

    /// The same as `run`, with what it was judged by.
    package func judge(progress: (Int, Int) -> Void = { _, _ in }) -> Outcome {
        let policies = CheckPolicies.load(
            options.policyDirectories, files: files, isOffline: options.evidence.isOffline)
        guard let set = policies.set else {
            // Without policies nothing can be decided, and nothing is.
            var report = CheckReport(policies: policies.source, effectiveTime: options.time)
            report.problems = policies.problems
            return Outcome(report: report)
        }
        var problems: [InputProblem] = []
        let old = oldObjects(&problems)
        let input = input(&problems)
        var evidence = CheckEvidence(set, options.evidence)
        var run = CheckRun(
            reviewer: Reviewer(policies: set, evidence: evidence.index), policies: policies.source, time: options.time,
            namespace: options.namespace, old: old)
        var report = run.check(input, problems: problems, progress: progress)
        if evidence.ask(report.sought) {
            run.reviewer = Reviewer(policies: set, evidence: evidence.index)
            report = run.check(input, problems: problems, progress: progress)
        }
        report.evidence = evidence.summary.sources
        report.notes = policies.notes + evidence.notes + report.notes
        return Outcome(report: report, policies: set, evidence: evidence.index)
    }

    private func input(_ problems: inout [InputProblem]) -> [InputFile] {
        guard let commit = options.commit else {
            let read = files.readAll(options.paths)
            problems += read.problems
            return read.files
        }
        guard let tree = GitTree(commit), !options.paths.contains(InputFile.standardInput) else {
            problems.append(InputProblem(file: commit, message: notReadable))
            return []
        }
        var input: [InputFile] = []
        for path in options.paths {
            do throws(GitFailure) {
                let found = try tree.read(path)
                if found.isEmpty { problems.append(InputProblem(file: path, message: nothingThere(commit))) }
                input += found
            } catch {
                problems.append(InputProblem(file: path, message: error.message))
            }
        }
        return input.unique
    }

    private func oldObjects(_ problems: inout [InputProblem]) -> OldObjects? {
        guard let against = options.against else { return nil }
        if files.kind(of: against) == .directory {
            let read = files.read(against)
            return OldObjects(read.files, problems: read.problems, origin: against)
        }
        guard let tree = GitTree(against) else {
            problems.append(InputProblem(file: against, message: notACommit))
            return nil
        }
        let paths = options.paths.filter { $0 != InputFile.standardInput }
        guard !paths.isEmpty else {
            problems.append(InputProblem(file: against, message: needsPaths))
            return nil
        }
        do throws(GitFailure) {
            var old: [InputFile] = []
            for path in paths { old += try tree.read(path) }
            return OldObjects(old.unique, origin: against)
        } catch {
            problems.append(InputProblem(file: against, message: error.message))
            return nil
        }
    }
}

private let notReadable = "manifests are read at a branch, tag or commit of Git, and standard input is none"
private func nothingThere(_ commit: String) -> String { "there is no manifest here at \(printable(commit))" }
private let notACommit = "--against takes a directory, or a Git branch, tag or commit"
private let needsPaths =
    "--against with a Git commit needs PATHs of the work tree; with standard input, give a directory that holds the "
    + "objects as they are now"
