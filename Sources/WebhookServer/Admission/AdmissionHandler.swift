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
    private let metrics: ServerMetrics
    private let log: Logger
    private let decisions: DecisionLines
    /// nil: everything is decided anew.
    private let memo: ReviewMemo?
    /// nil: nobody is asked for evidence that is not known.
    private let lookups: EvidenceLookups?
    private let now: @Sendable () -> Date

    package init(
        judging: @escaping @Sendable () -> JudgingState?, metrics: ServerMetrics, log: Logger, decisions: DecisionLines,
        memo: ReviewMemo? = nil, lookups: EvidenceLookups? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.judging = judging
        self.metrics = metrics
        self.log = log
        self.decisions = decisions
        self.memo = memo
        self.lookups = lookups
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
            tell(decided, uid: String(decoding: uid, as: UTF8.self), since: start, call.traceID)
            return ReviewAnswer(body: decided.body(for: uid))
        }
        let request: AdmissionRequest
        do throws(AdmissionReviewError) {
            request = try AdmissionRequest.decode(call.body)
        } catch {
            return answer(to: error, call.body)
        }
        let first = attempt(request, by: state, at: time)
        if let state, let sought = first.sought, let lookups {
            let waits = lookups.ask(state.desk, sought, by: call.deadline) { failing in
                attempt(request, by: lookups.newest() ?? state, failing: failing, at: now())
            } done: { last in
                later(give(last, to: request, call, since: start))
            }
            if waits { return nil }
        }
        let decided = first.decided
        if let memo, let question, let state, first.isVerdict {
            memo.keep(decided, of: question, call.body, uid: request.uidSource, judgedBy: state)
        }
        return give(first, to: request, call, since: start)
    }

    private func give(
        _ attempt: Attempt, to request: AdmissionRequest, _ call: ReviewCall, since start: NIODeadline
    ) -> ReviewAnswer {
        tell(attempt.decided, uid: request.uid, since: start, call.traceID)
        return ReviewAnswer(body: attempt.decided.body)
    }

    /// What is decided with the evidence that is known, where the sources that `failing` names could not say whether they
    /// have more.
    private func attempt(
        _ request: AdmissionRequest, by state: JudgingState?, failing: [String: String] = [:], at time: Date
    ) -> Attempt {
        do throws(Undecided) {
            guard let state else { throw Undecided(code: .noPolicies, message: noPolicies) }
            let review = try state.reviewer.failing(failing).review(ReviewRequest(request), at: time)
            // Who asks again in a while may be told of evidence that came meanwhile.
            let asksAgain = review.sought == nil ? nil : time + Double(EvidenceDesk.absence.components.seconds)
            let holdsUntil = [review.holdsUntil, asksAgain].compactMap { $0 }.min()
            return Attempt(
                decided: Decided(
                    DecisionRecord(review, request), at: time, holdsUntil: holdsUntil, metrics: metrics, log: decisions),
                sought: review.sought, isVerdict: true)
        } catch {
            let record = DecisionRecord(error, request, policyDigest: state?.reviewer.policies.digest)
            return Attempt(
                decided: Decided(record, at: time, holdsUntil: nil, metrics: metrics, log: decisions),
                sought: error.sought, isVerdict: false)
        }
    }

    /// What one look at the evidence led to.
    struct Attempt: Sendable {
        var decided: Decided
        /// What further evidence could change; nil where none could.
        var sought: SoughtEvidence?
        /// Whether it is a verdict, and not "could not decide".
        var isVerdict: Bool
    }

    /// Counts and logs what one request is answered.
    private func tell(_ decided: Decided, uid: String, since start: NIODeadline, _ traceID: String?) {
        let time = NIODeadline.now() - start
        metrics.decided(decided.counters, took: time)
        guard let line = decided.line else { return }
        decisions.write(line, microseconds: time.nanoseconds / 1_000, uid: uid, traceID: traceID)
    }

    private func answer(to error: AdmissionReviewError, _ body: [UInt8]) -> ReviewAnswer {
        switch error {
        case .unreadable(let message):
            // An API server takes objects that are nested deeper than is read here. Its review is answered all the same:
            // an HTTP error would let the object in under failurePolicy Ignore.
            let known = ReviewUID.find(in: body)
            return answer(to: known.map { .malformed(uid: $0, message: message) } ?? .notAReview(message), body)
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
