import EvidenceStores
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Everything that `pedigree check` found: the value that every output format writes.
package struct CheckReport: Sendable {
    /// In the order of the input.
    package var objects: [CheckedObject] = []
    /// Input that could not be read. Each makes the whole check undecided; none hides what the others hold.
    package var problems: [InputProblem] = []
    /// Documents that are no Kubernetes objects, such as Helm values.
    package var skipped: [SkippedDocument] = []
    /// What a reader should know about the run as a whole.
    package var notes: [String] = []
    package var policies: PolicySource
    /// How the sources of evidence stood; empty where no policy asks for evidence.
    package var evidence: [EvidenceSummary.Source] = []
    /// What "now" meant for exceptions.
    package var effectiveTime: Date

    package init(policies: PolicySource, effectiveTime: Date) {
        self.policies = policies
        self.effectiveTime = effectiveTime
    }

    /// Digests of models whose evidence is missing, or not good enough.
    var sought: Set<Digest> {
        objects.reduce(into: []) { sought, object in
            switch object.outcome {
            case .reviewed(let review): sought.formUnion(review.sought?.models ?? [])
            case .undecided(let undecided): sought.formUnion(undecided.sought?.models ?? [])
            }
        }
    }

    /// Which policies judged.
    package struct PolicySource: Sendable, Hashable {
        /// Where they came from, in a user's words.
        package var origin: String
        package var names: [String]
        package var digest: String

        package init(origin: String, names: [String], digest: String) {
            self.origin = origin
            self.names = names
            self.digest = digest
        }
    }
}

/// One object and what was decided about it.
package struct CheckedObject: Sendable {
    package var identity: ObjectIdentity
    package var file: String
    package var position: SourcePosition
    /// No namespace was given, neither in the manifest nor with `--namespace`: every policy whose kinds match judged.
    package var namespaceIsUnknown: Bool
    package var outcome: Outcome
    /// What the policies have against it, with the end of each value in the file.
    package var findings: [LocatedFinding] = []

    package init(
        identity: ObjectIdentity, file: String, position: SourcePosition, namespaceIsUnknown: Bool, outcome: Outcome
    ) {
        self.identity = identity
        self.file = file
        self.position = position
        self.namespaceIsUnknown = namespaceIsUnknown
        self.outcome = outcome
    }

    package enum Outcome: Sendable {
        case reviewed(Review)
        case undecided(Undecided)
    }

    package var review: Review? {
        guard case .reviewed(let review) = outcome else { return nil }
        return review
    }

    package var undecided: Undecided? {
        guard case .undecided(let undecided) = outcome else { return nil }
        return undecided
    }

    /// `allowed`, `denied` or `undecided`.
    package var verdictName: String {
        switch outcome {
        case .reviewed(let review): review.verdict.rawValue
        case .undecided: "undecided"
        }
    }

    package var isDenied: Bool { review?.verdict == .denied }
    package var hasWarnings: Bool { findings.contains { $0.finding.action == .warn } }

    /// Whether it refers to models while no policy judged it.
    package var isUncovered: Bool {
        guard let review else { return false }
        return review.policies.isEmpty && !review.references.isEmpty
    }
}

/// A finding, and where the value that it is about begins and ends.
package struct LocatedFinding: Sendable, Hashable {
    package var finding: Finding
    /// The place after the last character; nil where the finding is about the whole object.
    package var end: SourcePosition?

    package init(_ finding: Finding, end: SourcePosition?) {
        self.finding = finding
        self.end = end
    }
}

/// A document that is no Kubernetes object.
package struct SkippedDocument: Sendable, Hashable {
    package var file: String
    package var position: SourcePosition
    package var reason: String

    package init(file: String, position: SourcePosition, reason: String) {
        self.file = file
        self.position = position
        self.reason = reason
    }
}
