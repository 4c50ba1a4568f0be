import FoundationEssentials
import KubernetesModel
import Logging
import NIOCore
import PolicyEngine
import Reviewer

/// Joins the transport to the `Reviewer`: an AdmissionReview in, an AdmissionReview out, counted and logged.
package struct AdmissionHandler: Sendable {
    /// What is in force; nil while nothing is, and then nothing is let in.
    private let judging: @Sendable () -> JudgingState?
    private let metrics: ServerMetrics
    private let log: Logger

    package init(judging: @escaping @Sendable () -> JudgingState?, metrics: ServerMetrics, log: Logger) {
        self.judging = judging
        self.metrics = metrics
        self.log = log
    }

    /// A handler whose policies never change and ask for no evidence.
    package init(policies: @escaping @Sendable () -> PolicySet?, metrics: ServerMetrics, log: Logger) {
        let state = policies().map { JudgingState(Reviewer(policies: $0)) }
        self.init(judging: { state }, metrics: metrics, log: log)
    }

    /// What the transport calls.
    package var handler: ReviewHandler {
        ReviewHandler(
            review: { review($0) },
            undecided: { uid, reason in
                let undecided = Undecided(code: .notJudged(reason), message: reason.sentence)
                return ReviewAnswer(body: AdmissionResponse(undecided, uid: uid, policyDigest: nil).encode())
            })
    }

    private func review(_ call: ReviewCall) -> ReviewAnswer {
        let start = NIODeadline.now()
        let request: AdmissionRequest
        do throws(AdmissionReviewError) {
            request = try AdmissionRequest.decode(call.body)
        } catch {
            return answer(to: error)
        }
        let record: DecisionRecord
        do throws(Undecided) {
            record = DecisionRecord(try judge(request), request)
        } catch {
            record = DecisionRecord(error, request, policyDigest: judging()?.reviewer.policies.digest)
        }
        let time = NIODeadline.now() - start
        metrics.decided(record.labels, findings: record.findings, took: time)
        record.log(to: log, took: time, traceID: call.traceID)
        return ReviewAnswer(body: record.response.encode())
    }

    private func judge(_ request: AdmissionRequest) throws(Undecided) -> Review {
        guard let state = judging() else { throw Undecided(code: .noPolicies, message: noPolicies) }
        return try state.reviewer.review(ReviewRequest(request), at: Date())
    }

    private func answer(to error: AdmissionReviewError) -> ReviewAnswer {
        switch error {
        case .notAReview(let message):
            metrics.rejected(.notAReview)
            log.warning("refused what is no AdmissionReview", metadata: ["error": "\(message)"])
            return ReviewAnswer(status: Refusal.notAReview.status, body: Array("\(message)\n".utf8))
        case .malformed(let uid, let message):
            let undecided = Undecided(code: .malformedReview, message: message)
            metrics.decided(
                .init(verdict: "undecided", policy: "", code: undecided.code.rawValue, kind: "other"), took: .zero)
            log.warning("undecided", metadata: ["uid": "\(uid)", "error": "\(message)"])
            return ReviewAnswer(body: AdmissionResponse(undecided, uid: uid, policyDigest: nil).encode())
        }
    }
}

extension ReviewRequest {
    init(_ request: AdmissionRequest) {
        let operation: ReviewRequest.Operation =
            switch request.operation {
            case .create: .create
            case .update: .update
            case .delete: .delete
            case .connect: .connect
            }
        self.init(
            object: request.object, oldObject: request.oldObject, operation: operation, gvk: request.kind,
            resource: request.resource.resource, subresource: request.subResource, namespace: request.namespace,
            name: request.name, user: UserInfo(username: request.user.username, groups: request.user.groups),
            isDryRun: request.isDryRun)
    }
}

extension ReasonCode {
    fileprivate static let noPolicies = ReasonCode(rawValue: "policies.notLoaded")
    fileprivate static let malformedReview = ReasonCode(rawValue: "review.malformed")

    /// `review.overload`, `review.memory`, `review.deadline`.
    fileprivate static func notJudged(_ reason: NotJudged) -> ReasonCode {
        ReasonCode(rawValue: "review.\(reason.rawValue)")
    }
}

// What a user reads.

private let noPolicies = "policies and evidence are not loaded yet, so nothing can be decided; try again"
