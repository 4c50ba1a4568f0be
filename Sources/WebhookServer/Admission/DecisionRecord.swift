import KubernetesModel
import Logging
import ModelReferences
import NIOCore
import PolicyEngine
import Reviewer

/// One decision as everybody hears of it: the API server, the metrics and the log.
struct DecisionRecord {
    let response: AdmissionResponse
    let labels: ServerMetrics.Decision
    let findings: [ServerMetrics.Finding]
    private let request: AdmissionRequest
    private let codes: String
    /// Why it was let through without being judged in full, or why nothing could be decided.
    private let note: String?
    private let references: Int

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
        note = undecided.message
        references = 0
        response = AdmissionResponse(undecided, uid: request.uid, policyDigest: policyDigest)
    }

    /// One line: who asked for what, and what became of it. Never a body, never a value out of one.
    func log(to log: Logger, took time: TimeAmount, traceID: String?) {
        let level: Logger.Level = response.allowed ? .info : .notice
        guard log.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "uid": "\(request.uid)", "verdict": "\(labels.verdict)", "operation": "\(request.operation.rawValue)",
            "kind": "\(request.kind.groupKind)", "name": "\(request.name ?? "")", "user": "\(request.user.username)",
            "references": "\(references)", "microseconds": "\(time.nanoseconds / 1_000)",
        ]
        if let namespace = request.namespace { metadata["namespace"] = "\(namespace)" }
        if let subresource = request.subResource { metadata["subresource"] = "\(subresource)" }
        if !codes.isEmpty { metadata["codes"] = "\(codes)" }
        if let note { metadata["note"] = "\(note)" }
        if request.isDryRun { metadata["dry_run"] = "true" }
        if let traceID { metadata["trace_id"] = "\(traceID)" }
        log.log(level: level, "decision", metadata: metadata)
    }
}

/// The kind, where it is one that refers to models; a client can invent others without end.
private func kindLabel(_ kind: GroupVersionKind) -> String {
    WorkloadKind.find(group: kind.group, kind: kind.kind) == nil ? "other" : kind.groupKind
}

extension ServerMetrics.Finding {
    fileprivate init(_ finding: Finding, isDrift: Bool) {
        self.init(
            policy: finding.policy, code: finding.code.rawValue, action: finding.action.rawValue, isDrift: isDrift)
    }
}
