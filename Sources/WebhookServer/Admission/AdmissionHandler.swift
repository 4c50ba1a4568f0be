import EvidenceStores
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
    let metrics: ServerMetrics
    let log: RequestLog
    let decisions: DecisionLines
    /// nil: everything is decided anew.
    private let memo: ReviewMemo?
    /// nil: nobody is asked for evidence that is not known.
    let lookups: EvidenceLookups?
    let desk: RecordDesk
    let now: @Sendable () -> Date

    /// - Parameter log: takes what is no decision: late answers, look-ups, requests that are no AdmissionReview.
    package init(
        judging: @escaping @Sendable () -> JudgingState?, metrics: ServerMetrics, log: Logger, decisions: DecisionLines,
        memo: ReviewMemo? = nil, lookups: EvidenceLookups? = nil, desk: RecordDesk = .nobody,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.judging = judging
        self.metrics = metrics
        self.log = RequestLog(log, decisions: decisions)
        self.decisions = decisions
        self.memo = memo
        self.lookups = lookups
        self.desk = desk
        self.now = now
        if let memo { metrics.watch(memo: memo) }
        if let lookups { metrics.watch(lookups: lookups) }
    }

    /// A handler whose policies never change and ask for no evidence.
    package init(
        policies: PolicySet?, metrics: ServerMetrics, log: Logger, decisions: DecisionLines, memo: ReviewMemo? = nil
    ) {
        let state = policies.map { JudgingState(Reviewer(policies: $0)) }
        self.init(judging: { state }, metrics: metrics, log: log, decisions: decisions, memo: memo)
    }

    /// What the transport calls.
    package var handler: ReviewHandler {
        ReviewHandler(
            review: { review($0, later: $1) },
            undecided: { uid, reason in
                let undecided = Undecided(code: .notJudged(reason), message: reason.sentence)
                return ReviewAnswer(body: AdmissionResponse(undecided, uid: uid, policyDigest: nil).encode())
            })
    }

    private func review(_ call: ReviewCall, later: @escaping ReviewHandler.Later) -> ReviewAnswer? {
        let start = NIODeadline.now()
        let time = now()
        let state = judging()
        let question = memo == nil ? nil : Question(call.body)
        if let memo, let question, let state, let decided = memo.find(question, call.body, judgedBy: state, at: time) {
            let uid = call.body[question.uid]
            tell(decided, uid: String(decoding: uid, as: UTF8.self), since: start, call)
            return ReviewAnswer(body: decided.body(for: uid))
        }
        let request: AdmissionRequest
        do throws(AdmissionReviewError) {
            request = try AdmissionRequest.decode(call.body)
        } catch {
            return answer(to: error, call, since: start)
        }
        let task = Task(request: request, call: call, state: state, start: start, later: later)
        let first = attempt(task, at: time)
        if waits(for: first, task) { return nil }
        if let memo, let question, let state, first.isVerdict, !first.restsOnRecord, isMemorable(request) {
            memo.keep(first.decided, of: question, call.body, uid: request.uidSource, judgedBy: state)
        }
        return finish(first, task)
    }

    /// What is kept in a log is decided each time, so that each is kept.
    private func isMemorable(_ request: AdmissionRequest) -> Bool { desk.keep == nil || request.isDryRun }

    /// Counts and logs what one request is answered, unless its time was over before.
    ///
    /// - Parameter reason: why nothing was decided, where it is the server's own.
    func tell(
        _ decided: Decided, uid: String, since start: NIODeadline, _ call: ReviewCall, _ reason: NotJudged? = nil
    ) {
        let now = NIODeadline.now()
        let time = now - start
        guard call.answer.take() else {
            if reason == nil { late(decided, uid: uid, call) }
            return
        }
        metrics.decided(decided.counters, took: time, after: now - call.received)
        if let reason { metrics.notJudged(reason) }
        guard let line = decided.line else { return }
        decisions.write(line, microseconds: time.nanoseconds / 1_000, uid: uid, traceID: call.traceID)
    }

    /// Counts and logs a decision that nobody hears of any more.
    func late(_ decided: Decided, uid: String, _ call: ReviewCall) {
        metrics.lateDecisions.add()
        log.late(uid: uid, verdict: decided.verdict, traceID: call.traceID, took: .now() - call.received)
    }

    private func answer(
        to error: AdmissionReviewError, _ call: ReviewCall, since start: NIODeadline
    ) -> ReviewAnswer {
        switch error {
        case .unreadable(let message):
            // An API server takes objects that are nested deeper than is read here. Its review is answered all the
            // same: an HTTP error would let the object in under failurePolicy Ignore.
            let known = ReviewUID.find(in: call.body)
            return answer(
                to: known.map { .malformed(uid: $0, message: message) } ?? .notAReview(message), call, since: start)
        case .notAReview(let message):
            if call.answer.take() {
                metrics.rejected(.notAReview)
                log.rejected(.notAReview, traceID: call.traceID)
            }
            return ReviewAnswer(status: Refusal.notAReview.status, body: Array("\(message)\n".utf8))
        case .malformed(let uid, let message):
            let undecided = Undecided(code: .malformedReview, message: message)
            // The message may repeat what was sent: it is for the caller, and not for the log.
            let record = DecisionRecord(unreadable: undecided, uid: uid)
            let decided = Decided(record, at: now(), holdsUntil: nil, metrics: metrics, log: decisions)
            tell(decided, uid: uid, since: start, call)
            return ReviewAnswer(body: decided.body)
        }
    }
}

extension ReviewRequest {
    package init(_ request: AdmissionRequest) {
        let operation: ReviewRequest.Operation =
            switch request.operation {
            case .create: .create
            case .update: .update
            case .delete: .delete
            case .connect: .connect
            }
        self.init(
            object: request.object, oldObject: request.oldObject, operation: operation, gvk: request.kind,
            resource: request.resource.resource, resourceGroup: request.resource.group,
            subresource: request.subResource, namespace: request.namespace,
            name: request.name, user: UserInfo(username: request.user.username, groups: request.user.groups),
            isDryRun: request.isDryRun)
    }
}

extension ReasonCode {
    fileprivate static let malformedReview = ReasonCode(rawValue: "review.malformed")

    /// `review.overload`, `review.memory`, `review.deadline`.
    static func notJudged(_ reason: NotJudged) -> ReasonCode {
        ReasonCode(rawValue: "review.\(reason.rawValue)")
    }
}
