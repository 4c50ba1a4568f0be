import NIOCore
import NIOPosix
import Synchronization

/// Spreads the decisions over the cores.
///
/// An API server sends everything over one HTTP/2 connection, and so onto one thread. What arrives there together is
/// therefore shared out among the threads of this pool; what arrives alone is decided where it is, since a hop to
/// another thread costs about as much as a small decision. Large bodies have threads of their own, so that they wait
/// for one another and nobody waits for them.
final class ReviewPool: Sendable {
    /// One body to decide. `stream` is whatever the connection knows its request by.
    struct Job: Sendable {
        var stream: Int
        var call: ReviewCall
        /// Bytes to give back to the budget when the body has been decided.
        var held: Int
        /// Why the body is not judged, where that is known already.
        var notJudged: NotJudged?
    }

    struct Done: Sendable {
        var stream: Int
        var answer: ReviewAnswer
    }

    let budget: BodyBudget
    private let handler: ReviewHandler
    private let limits: ServerLimits
    private let cores: Int
    private let small: NIOThreadPool
    private let large: NIOThreadPool
    private let metrics: ServerMetrics
    private let log: RequestLog

    init(
        handler: ReviewHandler, limits: ServerLimits, metrics: ServerMetrics, log: RequestLog = .nobody,
        cores: Int = ProcessorCount.available
    ) {
        self.handler = handler
        self.limits = limits
        self.metrics = metrics
        self.log = log
        self.cores = cores
        budget = BodyBudget(limit: limits.bodiesInFlight)
        small = NIOThreadPool(numberOfThreads: max(1, cores - 1))
        large = NIOThreadPool(numberOfThreads: max(1, cores / 2))
        small.start()
        large.start()
    }

    func shutDown() async throws {
        try await small.shutdownGracefully()
        try await large.shutdownGracefully()
    }

    /// Decides what arrived together on one connection. What is decided on this thread is returned; the rest comes
    /// later through `deliver`, on `loop`.
    func decide(_ jobs: [Job], on loop: any EventLoop, deliver: @escaping @Sendable ([Done]) -> Void) -> [Done] {
        var done: [Done] = []
        var here: [Job] = []
        var there: [Job] = []
        for job in jobs {
            if let reason = job.notJudged ?? admit() {
                done.append(Done(stream: job.stream, answer: refuse(job, reason)))
            } else if job.call.body.count > ServerLimits.smallBody {
                submit([job], to: large, loop: loop, deliver: deliver)
            } else if job.call.body.count > limits.inlineBody {
                there.append(job)
            } else {
                here.append(job)
            }
        }
        for chunk in shares(of: &here) + [there] where !chunk.isEmpty {
            submit(chunk, to: small, loop: loop, deliver: deliver)
        }
        for job in here {
            if let now = decide(job, later: Self.later(on: loop, deliver)) { done.append(now) }
        }
        return done
    }

    /// The answer for a review whose time has run out while it was being decided; nil where it was decided, and the
    /// answer is on its way.
    func expired(_ call: ReviewCall) -> ReviewAnswer? {
        call.answer.take() ? undecided(call.body, .deadline, call.received, call.traceID) : nil
    }

    /// The answer for a body of which only this beginning was read.
    func tooLarge(_ beginning: [UInt8], received: NIODeadline, traceID: String?) -> ReviewAnswer {
        undecided(beginning, .tooLarge, received, traceID)
    }

    private func undecided(
        _ body: [UInt8], _ reason: NotJudged, _ received: NIODeadline, _ traceID: String?
    ) -> ReviewAnswer {
        guard let uid = ReviewUID.find(in: body) else {
            let refusal: Refusal = reason == .tooLarge ? .tooLarge : .notAReview
            metrics.rejected(refusal)
            log.rejected(refusal, traceID: traceID)
            return refusal.answer
        }
        let time = NIODeadline.now() - received
        metrics.undecided(reason, after: time)
        log.notJudged(uid: uid, reason, traceID: traceID, took: time)
        return handler.undecided(uid, reason)
    }

    /// Counts one more review, or says why it is one too many.
    private func admit() -> NotJudged? {
        guard metrics.inFlight.wrappingAdd(1, ordering: .relaxed).newValue > limits.reviews else { return nil }
        metrics.inFlight.wrappingSubtract(1, ordering: .relaxed)
        return .overload
    }

    /// Takes all but one core's share out of `jobs`, and cuts it up for the other cores.
    private func shares(of jobs: inout [Job]) -> [[Job]] {
        guard cores > 1, jobs.count > 1 else { return [] }
        let size = (jobs.count + cores - 1) / cores
        let rest = jobs[size...]
        jobs = Array(jobs[..<size])
        return stride(from: rest.startIndex, to: rest.endIndex, by: size).map { start in
            Array(rest[start..<min(start + size, rest.endIndex)])
        }
    }

    private func submit(
        _ jobs: [Job], to threads: NIOThreadPool, loop: any EventLoop, deliver: @escaping @Sendable ([Done]) -> Void
    ) {
        threads.submit { _ in
            let done = jobs.compactMap { self.decide($0, later: Self.later(on: loop, deliver)) }
            guard !done.isEmpty else { return }
            loop.execute { deliver(done) }
        }
    }

    private static func later(
        on loop: any EventLoop, _ deliver: @escaping @Sendable ([Done]) -> Void
    ) -> @Sendable (Done) -> Void {
        { done in loop.execute { deliver([done]) } }
    }

    /// nil where the answer comes by `later`, or was given; until it comes it counts as in flight, and its body is
    /// held.
    private func decide(_ job: Job, later: @escaping @Sendable (Done) -> Void) -> Done? {
        guard NIODeadline.now() < job.call.deadline else {
            let answer = expired(job.call)
            release(job)
            // nil: the connection has answered it by its own clock.
            return answer.map { Done(stream: job.stream, answer: $0) }
        }
        let answer = handler.review(job.call) { answer in
            self.release(job)
            later(Done(stream: job.stream, answer: answer))
        }
        guard let answer else { return nil }
        release(job)
        return Done(stream: job.stream, answer: answer)
    }

    private func release(_ job: Job) {
        budget.give(job.held)
        metrics.inFlight.wrappingSubtract(1, ordering: .relaxed)
    }

    private func refuse(_ job: Job, _ reason: NotJudged) -> ReviewAnswer {
        budget.give(job.held)
        return undecided(job.call.body, reason, job.call.received, job.call.traceID)
    }
}
