import KubernetesModel
import PolicyEngine
import Reviewer

extension AdmissionResponse {
    /// The answer that a review gives: allowed, or 403 with everything that is wrong.
    init(_ review: Review, uid: String) {
        let isAllowed = review.verdict == .allowed
        self.init(
            uid: uid, allowed: isAllowed,
            status: isAllowed ? nil : Status(code: 403, reason: "Forbidden", message: review.message),
            warnings: review.warningLines + review.drift.filter { $0.action != .audit }.map(drift),
            auditAnnotations: annotations(review))
    }

    /// The answer where nothing could be decided: 503, never let in. The HTTP status is 200 all the same, since an API
    /// server hides the body of an error, and lets the object in under failurePolicy Ignore.
    init(_ undecided: Undecided, uid: String, policyDigest: String?) {
        var annotations: AuditAnnotations = ["codes": undecided.code.rawValue]
        annotations["policy-digest"] = policyDigest
        self.init(
            uid: uid, allowed: false,
            status: Status(
                code: 503, reason: "ServiceUnavailable", message: undecidedMessage(undecided)),
            auditAnnotations: annotations)
    }
}

/// What the audit log keeps of a review.
private func annotations(_ review: Review) -> AuditAnnotations {
    var annotations: AuditAnnotations = ["policy-digest": review.policyDigest]
    annotations["codes"] = joinedCodes(review.findings)
    annotations["drift"] = joinedCodes(review.drift)
    annotations["not-judged"] = review.notJudged
    if !review.evidence.isEmpty {
        annotations["evidence"] = Set(review.evidence.map(\.digest.description)).sorted().joined(separator: ",")
    }
    if !review.policies.isEmpty { annotations["policies"] = review.policies.joined(separator: ",") }
    if !review.exceptions.isEmpty { annotations["exceptions"] = review.exceptions.joined(separator: ",") }
    return annotations
}

/// Each code once, sorted; nil where there are none.
func joinedCodes(_ findings: [Finding]) -> String? {
    findings.isEmpty ? nil : findings.codes.map(\.rawValue).joined(separator: ",")
}

extension [Finding] {
    /// Each code once, sorted.
    var codes: [ReasonCode] { Set(map(\.code)).sorted() }
}

// What a user reads.

private func drift(_ finding: Finding) -> String {
    "not judged on this update, but would be refused today: \(finding.line)"
}
private func undecidedMessage(_ undecided: Undecided) -> String { "could not decide, so not let in: \(undecided)" }
