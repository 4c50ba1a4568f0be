import ClusterAPI
import DecisionLog
import FoundationEssentials
import HTTPTransport
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PolicyEngine
import Reviewer

/// The cluster that a server watches: what it holds is confirmed in the record, and admission may ask it for an object.
final class WatchedCluster: Sendable {
    private let client: ClusterClient
    /// For admission: with connections of its own, that no look of the observer takes away.
    private let look: ObjectLook
    private let beginning = Beginning()
    private let observer: ClusterObserver
    /// Makes one that tells the observer.
    private let makeWatcher: @Sendable () -> ClusterWatcher
    // Threads of their own: questions block, and the pool of Dispatch is one for the whole process and small.
    private let questions = NIOThreadPool(numberOfThreads: WatchedCluster.mostQuestions)
    /// nil while nobody watches, or another server does.
    private let watcher = NIOLockedValueBox<ClusterWatcher?>(nil)
    private let isStopped = NIOLockedValueBox(false)
    /// Why its kinds are not known, or not all of them.
    private let trouble = NIOLockedValueBox<String?>(nil)

    /// - Parameters:
    ///   - reviewer: what is in force, for objects that nobody has let in.
    ///   - append: keeps an entry.
    init(
        _ endpoint: ClusterEndpoint, _ index: RecordIndex, reviewer: @escaping @Sendable () -> Reviewer?,
        origin: @escaping @Sendable () -> DecisionOrigin, append: @escaping @Sendable (EntryBody) -> Void, log: Logger
    ) {
        let client = ClusterClient(endpoint)
        self.client = client
        var look = ObjectLook(client: client, index: index, reviewer: reviewer, origin: origin, beginning: beginning)
        observer = ClusterObserver(look, index, beginning, append: append) { problem in
            log.warning("an object of the cluster could not be looked at", metadata: ["problem": "\(problem)"])
        }
        look.client = ClusterClient(endpoint)
        self.look = look
        let observer = observer
        let told = NIOLockedValueBox<[ClusterResource: String]>([:])
        makeWatcher = {
            ClusterWatcher(client) { notice in
                observer.take(notice)
                guard case .failing(let resource, let failure, let since) = notice else { return }
                guard told.withLockedValue({ $0.updateValue(failure.reason, forKey: resource) }) != failure.reason
                else {
                    return
                }
                log.warning(
                    "the cluster cannot be watched",
                    metadata: ["resource": "\(resource)", "since": "\(since)", "problem": "\(failure)"])
            }
        }
        questions.start()
    }

    private static let mostQuestions = 8
    /// What is left of a caller's time for judging and sending.
    private static let margin = TimeAmount.milliseconds(50)

    var watches: [WatchStatus] { watcher.withLockedValue { $0 }?.status ?? [] }
    var isWatched: Bool { watcher.withLockedValue { $0 != nil } }

    // MARK: Watching

    /// Finds out what the cluster serves, and watches what is not watched yet: a CustomResourceDefinition may come at any
    /// time. It blocks until the API server has answered.
    ///
    /// - Parameter isFirst: whether no record knows anything yet: what is there then was let in by nobody that it knows of.
    func watch(isFirst: @autoclosure () -> Bool) {
        guard let resources = discover() else { return }
        let (watcher, isNew) = watcher.withLockedValue { watcher -> (ClusterWatcher?, Bool) in
            if let watcher { return (watcher, false) }
            // INVARIANT: after the end nothing begins.
            if !isStopped.withLockedValue({ $0 }) { watcher = makeWatcher() }
            return (watcher, true)
        }
        if isNew, isFirst() { beginning.begin() }
        watcher?.watch(resources)
    }

    /// Ends the beginning where everything was listed that may be.
    func advance() {
        guard isWatched, watches.allSatisfy({ $0.isSynced || $0.failure?.kind == .forbidden }) else { return }
        beginning.end()
    }

    /// Watches no more, for now: it is another server's turn, or the end.
    ///
    /// - Parameter time: how long a question that is under way is waited for.
    func rest(within time: Duration = .seconds(3)) {
        let last = watcher.withLockedValue { watcher in
            defer { watcher = nil }
            return watcher
        }
        guard let last else { return }
        last.stop(within: time)
        beginning.end()
        observer.forgetLists()
    }

    private func discover() -> [ClusterResource]? {
        do throws(ClusterFailure) {
            let discovery = try client.discover(by: .after(.seconds(30)))
            trouble.withLockedValue { known in
                known = discovery.failures.min { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            }
            return discovery.resources
        } catch {
            trouble.withLockedValue { $0 = error.reason }
            return nil
        }
    }

    // MARK: What admission asks

    /// Hears of an object that no policy is about.
    func ignore(_ uid: String, generation: Int?) { observer.ignore(uid, generation: generation) }

    /// Asks for an object; `done` is called once, on a thread of its own.
    func ask(for sought: SoughtObject, by deadline: NIODeadline, _ done: @escaping RecordDesk.Answer) {
        let left = deadline - Self.margin - .now()
        guard left > .zero else { return done(.unreachable(noTime)) }
        // The time runs while the question waits for a thread.
        let deadline = Deadline.after(.nanoseconds(left.nanoseconds))
        questions.submit { [look] threads in
            guard threads == .active else { return done(.unreachable(ending)) }
            done(deadline.hasPassed ? .unreachable(noTime) : look.answer(sought, by: deadline))
        }
    }

    // MARK: How it stands

    /// A cluster that cannot be watched keeps nobody from deciding: what is not known is asked for.
    var status: ReloadStatus {
        let failing = watches.first { $0.failure != nil }
        return ReloadStatus(
            name: "cluster", isLoaded: true, loadedAt: nil,
            error: trouble.withLockedValue { $0 }
                ?? failing.map { "\($0.resource): \($0.failure?.reason ?? "")" },
            generation: watches.count { $0.isSynced })
    }

    /// Ends all threads; what waits for the cluster is waited for a few seconds, and not beyond the deadline.
    func stop(by deadline: Date) {
        isStopped.withLockedValue { $0 = true }
        rest(within: deadline.timeLeft(atMost: 3))
        observer.stop(within: deadline.timeLeft(atMost: 2))
        questions.stop(within: deadline.timeLeft(atMost: 2))
    }
}

extension Date {
    /// From now on; none where it is over.
    func timeLeft(atMost seconds: Double) -> Duration { .seconds(max(0, min(seconds, timeIntervalSinceNow))) }
}

// What a user reads.

private let noTime = "the time allowed for this review ran out"
private let ending = "the server is ending"
