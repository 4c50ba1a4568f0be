import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import PolicyFiles
import Reviewer

/// `pedigree doctor`: what will bite, in policies, exceptions and certificates.
package struct Examination: Sendable {
    package var policyDirectories: [String]
    /// Manifests that the policies are to judge; without any, nothing is said of what goes unused.
    package var paths: [String]
    package var certificates: [Doctor.Certificate]
    /// Where evidence is looked for, beside what the policies name.
    package var evidence: EvidenceOptions
    package var namespace: String?
    package var time: Date

    package init(
        policyDirectories: [String], paths: [String] = [], certificates: [Doctor.Certificate] = [],
        evidence: EvidenceOptions = EvidenceOptions(), namespace: String? = nil, time: Date
    ) {
        self.policyDirectories = policyDirectories
        self.evidence = evidence
        self.paths = paths
        self.certificates = certificates
        self.namespace = namespace
        self.time = time
    }

    /// What was found.
    package struct Result: Sendable {
        package var concerns: [Doctor.Concern] = []
        /// What could not be read; then nothing is known for sure.
        package var problems: [InputProblem] = []
    }

    package func run() -> Result {
        let files = FileTree()
        let policies = CheckPolicies.load(policyDirectories, files: files, isOffline: evidence.isOffline)
        var result = Result(problems: policies.problems)
        guard let set = policies.set else { return result }
        var manifests: [Manifest] = []
        for path in paths {
            let read = files.read(path)
            result.problems += read.problems
            for file in read.files {
                let content = ManifestReader.read(file)
                result.problems += content.problems
                manifests += content.manifests
            }
        }
        let known = CheckEvidence(set, evidence)
        let doctor = Doctor(policies: set, time: time)
        result.concerns = doctor.examine(
            certificates: certificates, objects: paths.isEmpty ? nil : manifests.compactMap(subject))
        result.concerns += doctor.examine(known.index) + known.concerns
        result.concerns.sort()
        return result
    }

    /// nil for an object whose fields nobody has read: no policy and no exception shows its use there.
    private func subject(_ manifest: Manifest) -> Subject? {
        let request = ReviewRequest(manifest, defaultNamespace: namespace, context: FinderContext())
        guard let workload = try? ReferenceFinder.find(in: manifest.object) else { return nil }
        var identity = manifest.identity
        identity.namespace = request.namespace
        return Subject(gvk: request.gvk, scope: request.scope, workload: workload, targets: [identity])
    }
}

extension Examination.Result {
    package var json: String {
        JSONValue.object([
            .init(key: "concerns", value: .array(concerns.map(\.json))),
            .init(key: "problems", value: .array(problems.map(\.json))),
        ]).pretty
    }

    package var text: String {
        var text = ""
        for problem in problems {
            let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
            text += TerminalText.escape("\(place): error: \(problem.message)") + "\n"
        }
        for concern in concerns {
            let place = concern.origin.place.map { "\($0): " } ?? ""
            text += TerminalText.escape("\(place)\(concern.urgency.rawValue): \(concern.subject): \(concern.message)")
            text += "\n"
        }
        return text.isEmpty ? "\(allWell)\n" : text
    }
}

extension PolicyOrigin {
    fileprivate var place: String? {
        guard !file.isEmpty else { return nil }
        return position.map { "\(file):\($0)" } ?? file
    }
}

extension Doctor.Concern {
    fileprivate var json: JSONValue {
        [
            "urgency": .string(urgency.rawValue),
            "subject": .string(subject),
            "message": .string(message),
            "file": .optional(origin.file.isEmpty ? nil : origin.file),
            "line": origin.position.map { .int($0.line) } ?? .null,
        ]
    }
}

private let allWell = "nothing to complain of"
