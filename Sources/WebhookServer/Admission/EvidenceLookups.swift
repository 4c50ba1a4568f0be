import Dispatch
import EvidenceStores
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Synchronization

/// Asks for evidence that a review misses, within the time that its caller gives, on no thread of a connection.
///
/// Those who wait are bounded in number, and each waits for the stores alone that have not answered yet: as soon as what
/// came is enough, the answer goes out.
package final class EvidenceLookups: Sendable {
    typealias Attempt = AdmissionHandler.Attempt

    /// What is in force, with what the stores on the network have learned by now.
    let newest: @Sendable () -> JudgingState?
    private let waiting = Atomic<Int>(0)
    private let counters: [Outcome: Counter] = Dictionary(
        uniqueKeysWithValues: Outcome.allCases.map { ($0, Counter()) })
    private let most: Int
    private let queue = DispatchQueue(label: "evidence look-ups", attributes: .concurrent)

    /// - Parameter most: reviews that wait at once; more are answered with what is known.
    package init(most: Int = 256, newest: @escaping @Sendable () -> JudgingState?) {
        self.most = most
        self.newest = newest
    }

    /// What became of a review that missed evidence.
    enum Outcome: String, CaseIterable {
        /// What came settled it.
        case found
        /// The sources have nothing that would.
        case missing
        /// A source could not say, or not in time.
        case unreachable
        /// More reviews waited than may: nobody was asked.
        case refused
    }

    /// Reviews that wait now.
    var waitingCount: Int { waiting.load(ordering: .relaxed) }
    func count(of outcome: Outcome) -> UInt64 { counters[outcome]?.value ?? 0 }

    /// What is left of the caller's time for judging and sending, in nanoseconds.
    private static let margin = TimeAmount.milliseconds(50)

    /// Asks, and judges again with what came.
    ///
    /// - Parameters:
    ///   - judge: judges once more, where the sources that are named could not say what they have.
    ///   - done: called once where this returns true.
    /// - Returns: whether there is anything to wait for.
    func ask(
        _ desk: EvidenceDesk, _ sought: SoughtEvidence, by deadline: NIODeadline,
        judge: @escaping @Sendable ([String: String]) -> Attempt, done: @escaping @Sendable (Attempt) -> Void
    ) -> Bool {
        guard desk.isWorthAsking(sought.models) else { return false }
        let left = deadline - Self.margin - .now()
        guard left > .zero else { return false }
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= most else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            counters[.refused]?.add()
            return false
        }
        let wait = Wait(EvidenceDesk.Progress(pending: desk.names), judge: judge) { attempt in
            self.waiting.wrappingSubtract(1, ordering: .relaxed)
            self.counters[attempt.outcome]?.add()
            done(attempt)
        }
        let queue = queue
        desk.ask(sought.models) { progress in
            queue.async { wait.step(progress) }
        }
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(left.nanoseconds))) { wait.end() }
        return true
    }

    /// One review that waits.
    private final class Wait: Sendable {
        private let judge: @Sendable ([String: String]) -> Attempt
        private let done: @Sendable (Attempt) -> Void
        private let progress: NIOLockedValueBox<EvidenceDesk.Progress>
        private let isDone = NIOLockedValueBox(false)

        init(
            _ progress: EvidenceDesk.Progress, judge: @escaping @Sendable ([String: String]) -> Attempt,
            done: @escaping @Sendable (Attempt) -> Void
        ) {
            self.progress = NIOLockedValueBox(progress)
            self.judge = judge
            self.done = done
        }

        /// A source has answered.
        func step(_ progress: EvidenceDesk.Progress) {
            self.progress.withLockedValue { known in
                // Steps may overtake one another on the way here.
                if progress.pending.count < known.pending.count { known = progress }
            }
            guard !isDone.withLockedValue({ $0 }) else { return }
            let attempt = judge(failing(progress))
            if progress.pending.isEmpty || attempt.sought == nil { finish(attempt) }
        }

        /// The time is over.
        func end() {
            guard !isDone.withLockedValue({ $0 }) else { return }
            finish(judge(failing(progress.withLockedValue { $0 })))
        }

        private func failing(_ progress: EvidenceDesk.Progress) -> [String: String] {
            progress.pending.reduce(into: progress.failed) { $0[$1] = noAnswer }
        }

        private func finish(_ attempt: Attempt) {
            let isFirst = isDone.withLockedValue { isDone in
                defer { isDone = true }
                return !isDone
            }
            if isFirst { done(attempt) }
        }
    }
}

extension AdmissionHandler.Attempt {
    fileprivate var outcome: EvidenceLookups.Outcome {
        guard sought != nil else { return .found }
        return isVerdict ? .missing : .unreachable
    }
}

private let noAnswer = "it gave no answer in the time of this review"
