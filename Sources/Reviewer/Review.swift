import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// The whole answer to one request: the same at admission, in CI and in an audit.
package struct Review: Sendable {
    package var object: ObjectIdentity
    package var verdict: Verdict
    /// The references that were found, each with the pinning that the policies give it (the worst, where they differ).
    package var references: [ModelReference]
    /// All that was found in the object of the request; nil where nobody looked.
    package var workload: Workload?
    /// What annotations of the object say of its models: it points, and vouches for nothing.
    package var declarations: [Declaration] = []
    /// Everything that the matching policies have against the object, sorted; those that deny and those that do not.
    package var findings: [Finding]
    /// What would be refused today but is not judged now (an UPDATE that changes nothing about the model): drift.
    package var drift: [Finding]
    /// Names of the policies that matched, in order.
    package var policies: [String]
    /// Exceptions that waived something, by name.
    package var exceptions: [String]
    /// Rules that had no input, each with the reason: never a pass.
    package var notEvaluated: [NotEvaluated]
    /// The evidence that the verdict rests on.
    package var evidence: [UsedEvidence]
    /// What further evidence could change; nil where none could.
    package var sought: SoughtEvidence?
    /// An object of the cluster that the answer depends on, and that the record does not know; nil where there is none.
    package var soughtObject: SoughtObject?
    /// Whether the answer depends on the record, so that it may be another one a moment later.
    package var restsOnRecord = false
    /// Whether anything was decided: deletions, connections, statuses and most changes of scale are none of its business.
    package var isDecision = true
    /// How the object stands where it is let in, as far as this review says; nil where it is refused, or not judged.
    package var admission: ServedState.Admission?
    /// The earliest moment after which time alone could change the answer; nil where it never does.
    package var holdsUntil: Date?
    /// Why the object was let through without being judged in full (`DELETE`, `/status`, unchanged, …); nil where it was.
    package var notJudged: String?
    /// Digest of the policy set that decided: `sha256:…`.
    package var policyDigest: String

    package typealias NotEvaluated = Judgement.NotEvaluated

    package init(
        object: ObjectIdentity, verdict: Verdict = .allowed, references: [ModelReference] = [],
        findings: [Finding] = [], drift: [Finding] = [], policies: [String] = [], exceptions: [String] = [],
        notEvaluated: [NotEvaluated] = [], evidence: [UsedEvidence] = [], sought: SoughtEvidence? = nil,
        holdsUntil: Date? = nil, notJudged: String? = nil, policyDigest: String
    ) {
        self.object = object
        self.verdict = verdict
        self.references = references
        self.findings = findings
        self.drift = drift
        self.policies = policies
        self.exceptions = exceptions
        self.notEvaluated = notEvaluated
        self.evidence = evidence
        self.sought = sought
        self.holdsUntil = holdsUntil
        self.notJudged = notJudged
        self.policyDigest = policyDigest
    }
}
