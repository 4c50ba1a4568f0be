@preconcurrency import Dispatch
import EvidenceStores
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Synchronization

/// Asks for evidence that a review misses, within the time that its caller gives, on no thread of a connection.
///
/// Those who wait are bounded in number, and each waits for the stores alone that have not answered yet: as soon as what
/// came is enough, the answer goes out. Who waits no more holds nothing: neither its clock nor a store that still hangs
/// keeps its review in memory.
package final class EvidenceLookups: Sendable {
    typealias Attempt = AdmissionHandler.Attempt

    /// What is in force, with what the stores on the network have learned by now.
    let newest: @Sendable () -> JudgingState?
    private let waiting = Atomic<Int>(0)
    private let counters: [Outcome: Counter] = Dictionary(
        uniqueKeysWithValues: Outcome.allCases.map { ($0, Counter()) })
    private let most: Int
    // Serial queues have threads that nobody else takes: a concurrent one would share those of the whole process, which are
    // no more than there are cores, and a deadline must not wait until one of them is free.
    private let lanes: [DispatchQueue]
    private let turn = Atomic<Int>(0)

    /// - Parameters:
    ///   - most: reviews that wait at once; more are answered with what is known.
    ///   - cores: on so many threads they are judged again.
    package init(
        most: Int = 256, cores: Int = ProcessorCount.available, newest: @escaping @Sendable () -> JudgingState?
    ) {
        self.most = most
        self.newest = newest
        lanes = (0..<max(1, cores)).map { DispatchQueue(label: "evidence look-ups \($0)") }
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
        judge: @escaping @Sendable ([String: String]) -> Attempt,
        done: @escaping @Sendable (_ last: Attempt, _ outcome: Outcome, _ failing: [String]) -> Void
    ) -> Bool {
        guard desk.isWorthAsking(sought.models) else { return false }
        let left = deadline - Self.margin - .now()
        guard left > .zero else { return false }
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= most else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            counters[.refused]?.add()
            return false
        }
        let lane = lanes[abs(turn.wrappingAdd(1, ordering: .relaxed).oldValue % lanes.count)]
        let clock = DispatchSource.makeTimerSource(queue: lane)
        let wait = Wait(EvidenceDesk.Progress(pending: desk.names), clock, judge: judge) { attempt, failing in
            self.waiting.wrappingSubtract(1, ordering: .relaxed)
            self.counters[attempt.outcome]?.add()
            done(attempt, attempt.outcome, failing)
        }
        clock.setEventHandler { wait.end() }
        clock.schedule(deadline: .now() + .nanoseconds(Int(left.nanoseconds)))
        clock.activate()
        desk.ask(sought.models) { progress in
            lane.async { wait.step(progress) }
        }
        return true
    }

    /// One review that waits; used on its lane alone.
    private final class Wait: Sendable {
        /// What is let go of when there is an answer.
        private struct Contents: Sendable {
            var progress: EvidenceDesk.Progress
            let clock: any DispatchSourceTimer
            let judge: @Sendable ([String: String]) -> Attempt
            let done: @Sendable (Attempt, [String]) -> Void
        }

        /// nil once there is an answer.
        private let contents: NIOLockedValueBox<Contents?>

        init(
            _ progress: EvidenceDesk.Progress, _ clock: any DispatchSourceTimer,
            judge: @escaping @Sendable ([String: String]) -> Attempt,
            done: @escaping @Sendable (Attempt, [String]) -> Void
        ) {
            contents = NIOLockedValueBox(Contents(progress: progress, clock: clock, judge: judge, done: done))
        }

        /// A source has answered.
        func step(_ progress: EvidenceDesk.Progress) {
            let known = contents.withLockedValue { contents in
                contents?.progress = progress
                return contents
            }
            guard let known else { return }
            let attempt = known.judge(failing(progress))
            if progress.pending.isEmpty || attempt.sought == nil { finish(attempt) }
        }

        /// The time is over.
        func end() {
            guard let known = contents.withLockedValue({ $0 }) else { return }
            finish(known.judge(failing(known.progress)))
        }

        private func failing(_ progress: EvidenceDesk.Progress) -> [String: String] {
            progress.pending.reduce(into: progress.failed) { $0[$1] = noAnswer }
        }

        private func finish(_ attempt: Attempt) {
            guard let known = contents.withLockedValue({ $0.take() }) else { return }
            known.clock.cancel()
            known.done(attempt, Array(failing(known.progress).keys))
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
