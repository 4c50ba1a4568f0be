import DecisionLog
import EvidenceStores
import FoundationEssentials
import KubernetesModel
import NIOCore
import PolicyEngine
import Reviewer

extension AdmissionHandler {
    /// One request on its way to its answer.
    struct Task: Sendable {
        let request: AdmissionRequest
        let call: ReviewCall
        let state: JudgingState?
        let start: NIODeadline
        let later: ReviewHandler.Later
        /// What the cluster has said so far.
        var lookedUp: [SoughtObject: LookedUp] = [:]
    }

    /// Asks whoever may know more: the cluster first, then the sources of evidence.
    ///
    /// - Returns: whether the answer comes later.
    func waits(for attempt: Attempt, _ task: Task) -> Bool {
        if let sought = attempt.soughtObject, task.lookedUp[sought] == nil, mayAsk(sought, task) {
            desk.lookUp(sought, task.call.deadline) { answer in
                if case .unreachable = answer {
                    log.clusterUnreachable(uid: task.request.uid, traceID: task.call.traceID)
                }
                var next = task
                next.lookedUp[sought] = answer
                let second = self.attempt(next, at: now())
                guard !waits(for: second, next), let answer = finish(second, next) else { return }
                task.later(answer)
            }
            return true
        }
        guard let state = task.state, let sought = attempt.sought, let lookups else { return false }
        return lookups.ask(state.desk, sought, by: task.call.deadline) { failing in
            self.attempt(task, by: lookups.newest(), failing: failing, at: now())
        } done: { last, outcome, failing in
            log.lookedUp(
                outcome, uid: task.request.uid, failing: failing, traceID: task.call.traceID,
                took: NIODeadline.now() - task.start)
            if let answer = finish(last, task) { task.later(answer) }
        }
    }

    private func mayAsk(_ sought: SoughtObject, _ task: Task) -> Bool {
        guard case .itself = sought.wants else { return task.lookedUp.count < Self.mostBackends }
        return task.lookedUp.count < Self.mostLookUps
    }

    /// A child's owners, one above the other, and some that changed meanwhile.
    private static let mostLookUps = 8
    /// All Services of a route, and some room.
    private static let mostBackends = 60

    /// Gives the answer, and keeps it where a log is kept; nil where it goes out only when it is kept.
    func finish(_ attempt: Attempt, _ task: Task) -> ReviewAnswer? {
        guard let keep = desk.keep, attempt.kept != nil, !task.request.isDryRun else {
            return give(attempt.decided, task)
        }
        // What comes too late was answered already, with "could not decide".
        let isLate = NIODeadline.now() >= task.call.deadline
        if isLate { late(attempt.decided, uid: task.request.uid, task.call) }
        let attempt = isLate ? expired(task) : attempt
        let reason: NotJudged? = isLate ? .deadline : nil
        guard let make = attempt.kept else { return give(attempt.decided, task, reason) }
        let isDenial = !attempt.isAllowed
        let microseconds = (NIODeadline.now() - task.start).nanoseconds / 1_000
        guard desk.waitsForLog, attempt.isWaitedFor else {
            keep(isDenial, { make(microseconds) }, nil)
            return give(attempt.decided, task, reason)
        }
        keep(isDenial, { make(microseconds) }) { failure in
            guard let failure else { return task.later(give(attempt.decided, task, reason)) }
            let undecided = Undecided(code: .recordUnavailable, message: notKept(failure))
            task.later(give(decided(undecided, task, at: now()), task))
        }
        return nil
    }

    private func give(_ decided: Decided, _ task: Task, _ reason: NotJudged? = nil) -> ReviewAnswer {
        tell(decided, uid: task.request.uid, since: task.start, task.call, reason)
        return ReviewAnswer(body: decided.body)
    }

    private func decided(_ undecided: Undecided, _ task: Task, at time: Date) -> Decided {
        let record = DecisionRecord(undecided, task.request, policyDigest: task.state?.reviewer.policies.digest)
        return Decided(record, at: time, holdsUntil: nil, metrics: metrics, log: decisions)
    }

    /// What is decided with what is known, where the sources that `failing` names could not say whether they have more.
    func attempt(
        _ task: Task, by newest: JudgingState? = nil, failing: [String: String] = [:], at time: Date
    ) -> Attempt {
        let request = ReviewRequest(task.request, desk.record, task.lookedUp)
        let (uid, origin) = (task.request.uid, desk.origin)
        do throws(Undecided) {
            guard let state = newest ?? task.state else { throw Undecided(code: .noPolicies, message: noPolicies) }
            let review = try state.reviewer.failing(failing).review(request, at: time)
            // Who asks again in a while may be told of evidence that came meanwhile.
            let asksAgain = review.sought == nil ? nil : time + Double(EvidenceDesk.absence.components.seconds)
            let holdsUntil = [review.holdsUntil, asksAgain].compactMap { $0 }.min()
            var attempt = Attempt(
                decided: Decided(
                    DecisionRecord(review, task.request), at: time, holdsUntil: holdsUntil, metrics: metrics,
                    log: decisions),
                sought: review.sought, isVerdict: true)
            attempt.soughtObject = review.soughtObject
            attempt.restsOnRecord = review.restsOnRecord
            attempt.isAllowed = review.verdict == .allowed
            attempt.isWaitedFor = review.isOfModels
            if review.isKept {
                // Asked only where it counts: an update that changes nothing about the model leaves it as it stood.
                let before = review.notJudged == nil ? nil : before(request)
                attempt.kept = { microseconds in
                    Decision(review, request, uid: uid, origin(), at: time, microseconds: microseconds, before: before)
                }
            } else if review.isDecision, let uid = request.object?["metadata"]?["uid"]?.string {
                desk.passed(uid, request.object?["metadata"]?["generation"]?.int)
            }
            return attempt
        } catch {
            return undecided(error, request, task, at: time)
        }
    }

    private func undecided(
        _ undecided: Undecided, _ request: ReviewRequest, _ task: Task, at time: Date
    ) -> Attempt {
        var attempt = Attempt(decided: decided(undecided, task, at: time), sought: undecided.sought, isVerdict: false)
        attempt.soughtObject = undecided.soughtObject
        let (uid, origin, digest) = (task.request.uid, desk.origin, task.state?.reviewer.policies.digest)
        attempt.kept = { microseconds in
            Decision(
                undecided, request, uid: uid, policyDigest: digest, origin(), at: time, microseconds: microseconds)
        }
        return attempt
    }

    private func expired(_ task: Task) -> Attempt {
        let late = Undecided(code: .notJudged(.deadline), message: NotJudged.deadline.sentence)
        return undecided(late, ReviewRequest(task.request, desk.record, task.lookedUp), task, at: now())
    }

    /// How the object stood before this request.
    private func before(_ request: ReviewRequest) -> ServedState.Admission? {
        guard request.operation == .update, let uid = request.object?["metadata"]?["uid"]?.string,
            case .known(let object)? = request.record?.object(uid)
        else { return nil }
        return object?.state?.admission
    }

    /// What one look at the evidence led to.
    struct Attempt: Sendable {
        var decided: Decided
        /// What further evidence could change; nil where none could.
        var sought: SoughtEvidence?
        /// An object of the cluster that the answer depends on; nil where there is none.
        var soughtObject: SoughtObject?
        /// Whether it is a verdict, and not "could not decide".
        var isVerdict: Bool
        var isAllowed = false
        var restsOnRecord = false
        /// Whether the answer must not go out before it is kept, where answers wait for that.
        var isWaitedFor = false
        /// Makes what is kept of it, with the microseconds that it took; nil where nothing is.
        var kept: (@Sendable (Int64) -> Decision)?

        init(decided: Decided, sought: SoughtEvidence?, isVerdict: Bool) {
            self.decided = decided
            self.sought = sought
            self.isVerdict = isVerdict
        }
    }
}

extension ReviewRequest {
    fileprivate init(
        _ request: AdmissionRequest, _ record: ServingRecord?, _ lookedUp: [SoughtObject: LookedUp]
    ) {
        self.init(request)
        self.record = record
        self.lookedUp = lookedUp
    }
}

extension Review {
    /// Whether it is a decision that the log keeps: something that a policy is about, or that refers to models.
    fileprivate var isKept: Bool { isDecision && (!policies.isEmpty || isOfModels) }
    fileprivate var isOfModels: Bool { !references.isEmpty || !findings.isEmpty || !drift.isEmpty }
}

extension ReasonCode {
    fileprivate static let noPolicies = ReasonCode(rawValue: "policies.notLoaded")
}

// What a user reads.

private func notKept(_ failure: LogFailure) -> String {
    "the decision could not be kept in the log, and none is given that is not kept: \(failure)"
}
private let noPolicies = "policies and evidence are not loaded yet, so nothing can be decided; try again"
