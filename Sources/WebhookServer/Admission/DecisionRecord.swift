import KubernetesModel
import Logging
import ModelReferences
import PolicyEngine
import Reviewer

/// One decision as everybody hears of it: the API server, the metrics and the log.
struct DecisionRecord {
    let response: AdmissionResponse
    let labels: ServerMetrics.Decision
    let findings: [ServerMetrics.Finding]
    /// nil where it could not be read.
    private let request: AdmissionRequest?
    private let codes: String
    /// Why it was let through without being judged in full, or why nothing could be decided.
    private let note: String?
    /// How many were found; nil where nobody could tell.
    private let references: Int?

    init(_ review: Review, _ request: AdmissionRequest) {
        self.request = request
        let deciding = review.findings.first { $0.action == .deny } ?? review.findings.first
        labels = ServerMetrics.Decision(
            verdict: review.verdict.rawValue, policy: deciding?.policy ?? "", code: deciding?.code.rawValue ?? "",
            kind: kindLabel(request.kind))
        findings =
            review.findings.map { ServerMetrics.Finding($0, isDrift: false) }
            + review.drift.map { ServerMetrics.Finding($0, isDrift: true) }
        codes = joinedCodes(review.findings) ?? ""
        note = review.notJudged
        references = review.references.count
        response = AdmissionResponse(review, uid: request.uid)
    }

    init(_ undecided: Undecided, _ request: AdmissionRequest, policyDigest: String?) {
        self.request = request
        labels = ServerMetrics.Decision(
            verdict: "undecided", policy: "", code: undecided.code.rawValue, kind: kindLabel(request.kind))
        findings = []
        codes = undecided.code.rawValue
        note = tellsValues(undecided.code) ? toldToCaller : undecided.message
        references = nil
        response = AdmissionResponse(undecided, uid: request.uid, policyDigest: policyDigest)
    }

    /// One that could not be read, but for its uid.
    init(unreadable undecided: Undecided, uid: String) {
        request = nil
        labels = ServerMetrics.Decision(
            verdict: "undecided", policy: "", code: undecided.code.rawValue, kind: "other")
        findings = []
        codes = undecided.code.rawValue
        note = unreadable
        references = nil
        response = AdmissionResponse(undecided, uid: uid, policyDigest: nil)
    }

    var level: Logger.Level { response.allowed ? .info : .notice }

    /// One line: who asked for what, and what became of it. Never a body, never a value out of one.
    func line(_ format: LogFormat) -> DecisionLine {
        // In the order of their names, as all lines are.
        var fields: [(name: String, value: String)] = []
        fields.reserveCapacity(12)
        if !codes.isEmpty { fields.append(("codes", codes)) }
        if request?.isDryRun == true { fields.append(("dry_run", "true")) }
        if let request {
            fields.append(("kind", request.kind.groupKind))
            fields.append(("name", request.name ?? ""))
            if let namespace = request.namespace { fields.append(("namespace", namespace)) }
        }
        if let note { fields.append(("note", note)) }
        if let request {
            fields.append(("operation", request.operation.rawValue))
            if let references { fields.append(("references", String(references))) }
            if let subresource = request.subResource { fields.append(("subresource", subresource)) }
            fields.append(("user", request.user.username))
        }
        fields.append(("verdict", labels.verdict))
        return DecisionLine(level, fields, format: format)
    }
}

/// Whether sentences with this code repeat what stands in the object, which no log line does.
private func tellsValues(_ code: ReasonCode) -> Bool {
    code.rawValue.hasPrefix("evidence.") || code.rawValue.hasPrefix("object.")
}

/// The kind, where it is one that refers to models; a client can invent others without end.
private func kindLabel(_ kind: GroupVersionKind) -> String {
    WorkloadKind.find(group: kind.group, kind: kind.kind) == nil ? "other" : kind.groupKind
}

// What an operator reads.

private let toldToCaller = "its caller was told what cannot be decided, and why"
private let unreadable = "the review cannot be read; its caller was told what is wrong with it"

extension ServerMetrics.Finding {
    fileprivate init(_ finding: Finding, isDrift: Bool) {
        self.init(
            policy: finding.policy, code: finding.code.rawValue, action: finding.action.rawValue, isDrift: isDrift)
    }
}
