import Attestation
import ClusterAPI
import DecisionLog
import Dispatch
import Foundation
import HTTPTransport
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer

/// Keeps what is decided, confirms it by what the cluster holds, and answers what ran and runs.
package final class RecordKeeper: Sendable {
    private let store: any DecisionStore
    private let writer: LogWriter
    private let index: RecordIndex
    private let options: RecordOptions
    private let log: Logger
    private let cluster: ClusterSide?
    private let follower: RecordFollower?
    private let origin: @Sendable () -> DecisionOrigin
    /// Says which of several servers watches; a connection of its own.
    private let turns: any DecisionStore
    private let isStopped = NIOLockedValueBox(false)

    /// The parts that a watched cluster needs.
    private struct ClusterSide: Sendable {
        let client: ClusterClient
        let look: ObjectLook
        let observer: ClusterObserver
        /// Makes one that tells the observer.
        let makeWatcher: @Sendable () -> ClusterWatcher
        /// nil while another server watches.
        let watcher: NIOLockedValueBox<ClusterWatcher?>
        let queue: DispatchQueue
        let isBeginning: NIOLockedValueBox<Bool>
        let trouble: NIOLockedValueBox<String?>
    }

    /// Opens the log, reads it, and begins to watch the cluster.
    ///
    /// - Parameters:
    ///   - reviewer: what is in force, for objects that nobody has let in.
    ///   - policyCommit: the commit that the policies were read from, as it stands now.
    package init(
        _ options: RecordOptions, log place: String, reviewer: @escaping @Sendable () -> Reviewer?,
        policyCommit: @escaping @Sendable () -> String?, log: Logger
    ) throws(ServeError) {
        self.options = options
        self.log = log
        let name = options.settings.cluster
        let origin: @Sendable () -> DecisionOrigin = { DecisionOrigin(cluster: name, policyCommit: policyCommit()) }
        self.origin = origin
        let index = RecordIndex()
        self.index = index
        do throws(LogFailure) {
            let place = try LogPlace(place, passwordFile: options.passwordFile)
            var settings = options.settings
            if let file = options.checkpointKey { settings.key = try Self.key(file) }
            store = try place.open(writing: settings.durability)
            guard store.isShared || options.replicas <= 1 else {
                throw LogFailure(.settings, notShared(options.replicas))
            }
            writer = try LogWriter(
                store, settings,
                onCommitted: { entries in index.absorb(entries.map { ($0.place, $0.time, $0.body) }) },
                onAlarm: { log.error("decision log", metadata: ["problem": "\($0)"]) })
            let reading = try place.openReading()
            turns = store.isShared ? try place.openReading() : store
            if store.isShared {
                follower = index.follow(reading, except: writer.chain)
            } else {
                try index.load(from: reading)
                follower = nil
            }
        } catch {
            throw ServeError("the decision log \(place.contains("://") ? "" : "\(place): ")\(error)")
        }
        cluster = try Self.watch(options, index, writer, reviewer, origin, log)
    }

    private static func key(_ file: String) throws(LogFailure) -> PrivateKey {
        guard let bytes = FileManager.default.contents(atPath: file), bytes.count <= 1 << 20 else {
            throw LogFailure(.settings, noKeyFile(file))
        }
        do {
            return try PrivateKey.parse(pem: Array(bytes))
        } catch {
            throw LogFailure(.settings, badKey(file, "\(error)"))
        }
    }

    // MARK: The cluster

    private static func watch(
        _ options: RecordOptions, _ index: RecordIndex, _ writer: LogWriter,
        _ reviewer: @escaping @Sendable () -> Reviewer?, _ origin: @escaping @Sendable () -> DecisionOrigin,
        _ log: Logger
    ) throws(ServeError) -> ClusterSide? {
        let endpoint: ClusterEndpoint
        do throws(ClusterFailure) {
            switch options.cluster {
            case .none: return nil
            case .inCluster:
                guard let own = try ClusterEndpoint.inCluster(.current) else {
                    throw ClusterFailure(.settings, noPod)
                }
                endpoint = own
            case .kubeconfig:
                endpoint = try ClusterEndpoint.load(kubeconfig: options.kubeconfig, context: options.context)
            }
        } catch {
            throw ServeError("--cluster \(options.cluster.rawValue): \(error)")
        }
        let client = ClusterClient(endpoint)
        let isBeginning = NIOLockedValueBox(false)
        let look = ObjectLook(
            client: client, index: index, reviewer: reviewer, origin: origin,
            isBeginning: { isBeginning.withLockedValue { $0 } })
        let observer = ClusterObserver(look, index, append: { writer.append($0) }) { problem in
            log.warning("an object of the cluster could not be looked at", metadata: ["problem": "\(problem)"])
        }
        let trouble = NIOLockedValueBox<String?>(nil)
        let makeWatcher: @Sendable () -> ClusterWatcher = {
            ClusterWatcher(client) { notice in
                observer.take(notice)
                guard case .failing(let resource, let failure, let since) = notice else { return }
                let isNew = trouble.withLockedValue { known in
                    defer { known = "\(resource): \(failure)" }
                    return known != "\(resource): \(failure)"
                }
                guard isNew else { return }
                log.warning(
                    "the cluster cannot be watched",
                    metadata: ["resource": "\(resource)", "since": "\(since)", "problem": "\(failure)"])
            }
        }
        return ClusterSide(
            client: client, look: look, observer: observer, makeWatcher: makeWatcher, watcher: NIOLockedValueBox(nil),
            queue: DispatchQueue(label: "questions to the cluster", attributes: .concurrent), isBeginning: isBeginning,
            trouble: trouble)
    }

    /// Finds out what the cluster serves and watches it, as long as this process is the one that does; blocks, and ends with
    /// `stop`.
    package func run() {
        guard let cluster else { return }
        while !isStopped.withLockedValue({ $0 }) {
            let watcher = cluster.watcher.withLockedValue { $0 }
            if isOurTurn(otherwise: watcher != nil) {
                watch(cluster, with: watcher)
            } else if let watcher {
                watcher.stop()
                cluster.watcher.withLockedValue { $0 = nil }
            }
            for _ in 0..<Self.looksBetweenDiscoveries where !isStopped.withLockedValue({ $0 }) {
                Thread.sleep(forTimeInterval: 0.1)
                noteEndOfBeginning(cluster)
                if cluster.watcher.withLockedValue({ $0 == nil }) { break }
            }
        }
        cluster.watcher.withLockedValue { $0 }?.stop()
    }

    /// Tenths of a second.
    private static let looksBetweenDiscoveries = 50

    /// - Parameter isWatching: the answer where nobody can say whose turn it is.
    private func isOurTurn(otherwise isWatching: Bool) -> Bool {
        guard store.isShared else { return true }
        do throws(LogFailure) {
            return try turns.holdsObserverLock()
        } catch {
            return isWatching
        }
    }

    private func watch(_ cluster: ClusterSide, with watcher: ClusterWatcher?) {
        // What is there now is compared with what was there: that must be known first.
        guard index.status.isLoaded, let found = discover(cluster) else { return }
        if watcher == nil {
            // What is there when the very first record begins was let in by nobody that it knows of.
            cluster.isBeginning.withLockedValue { $0 = index.status.objects == 0 }
        }
        let watcher = watcher ?? cluster.makeWatcher()
        cluster.watcher.withLockedValue { $0 = watcher }
        watcher.watch(found)
    }

    /// Once all is listed, what is new was let in by somebody, or by nobody.
    private func noteEndOfBeginning(_ cluster: ClusterSide) {
        guard index.status.isLoaded, let watcher = cluster.watcher.withLockedValue({ $0 }), watcher.isSynced else {
            return
        }
        cluster.isBeginning.withLockedValue { $0 = false }
    }

    /// Kinds that the server has by now: a CustomResourceDefinition may come at any time.
    private func discover(_ cluster: ClusterSide) -> [ClusterResource]? {
        do throws(ClusterFailure) {
            let discovery = try cluster.client.discover(by: .after(.seconds(30)))
            cluster.trouble.withLockedValue { known in
                known = discovery.failures.min { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            }
            return discovery.resources
        } catch {
            cluster.trouble.withLockedValue { $0 = error.reason }
            return nil
        }
    }

    // MARK: What admission asks

    package var desk: RecordDesk {
        RecordDesk(
            record: cluster == nil ? nil : index.record,
            lookUp: { self.lookUp($0, by: $1, $2) },
            keep: { self.keep(isDenial: $0, $1, $2) },
            passed: { self.cluster?.observer.ignore($0, generation: $1) },
            waitsForLog: options.settings.durability == .beforeResponse, origin: origin)
    }

    private func lookUp(_ sought: SoughtObject, by deadline: NIODeadline, _ done: @escaping RecordDesk.Answer) {
        guard let cluster else { return done(.unreachable(noCluster)) }
        let left = deadline - Self.margin - .now()
        guard left > .zero else { return done(.unreachable(noTime)) }
        cluster.queue.async {
            done(cluster.look.answer(sought, by: .after(.nanoseconds(left.nanoseconds))))
        }
    }

    private func keep(
        isDenial: Bool, _ make: @escaping @Sendable () -> Decision, _ done: (@Sendable (LogFailure?) -> Void)?
    ) {
        guard let done else { return writer.submit(isDenial: isDenial, make) }
        let then: LogWriter.Then = { result in
            switch result {
            case .success: done(nil)
            case .failure(let failure): done(failure)
            }
        }
        writer.submit(isDenial: isDenial, then: then, make)
    }

    /// What is left of a caller's time for judging and sending.
    private static let margin = TimeAmount.milliseconds(50)

    /// Whether rules that ask what ran may be in force.
    package var answersHistory: Bool { cluster != nil }

    // MARK: How it stands

    package var statuses: [ReloadStatus] {
        let status = index.status
        var all = [
            ReloadStatus(
                name: "record", isLoaded: status.isLoaded, loadedAt: nil,
                error: writer.status.failure?.reason.reason ?? status.failure ?? status.failing?.reason,
                generation: status.entries)
        ]
        if let cluster {
            // A cluster that cannot be watched keeps nobody from deciding: what is not known is asked for.
            let watches = watches
            let failing = watches.first { $0.failure != nil }
            all.append(
                ReloadStatus(
                    name: "cluster", isLoaded: true, loadedAt: nil,
                    error: cluster.trouble.withLockedValue { $0 }
                        ?? failing.map { "\($0.resource): \($0.failure?.reason ?? "")" },
                    generation: watches.count { $0.isSynced }))
        }
        return all
    }

    package var logStatus: LogStatus { writer.status }
    package var indexStatus: RecordStatus { index.status }
    package var watches: [WatchStatus] { cluster?.watcher.withLockedValue { $0 }?.status ?? [] }

    /// Ends the watching, and writes what waits.
    ///
    /// - Returns: whether everything was written.
    package func stop(by deadline: Date) -> Bool {
        isStopped.withLockedValue { $0 = true }
        cluster?.watcher.withLockedValue { $0 }?.stop()
        follower?.stop()
        let isWhole = writer.close(by: deadline)
        if !isWhole { log.error("decision log", metadata: ["problem": "\(notWhole)"]) }
        return isWhole
    }
}

// What an operator reads.

private let noPod = "this process runs in no pod of a cluster; name a cluster with --cluster kubeconfig"
private let noCluster = "this server watches no cluster (--cluster)"
private let noTime = "the time allowed for this review ran out"
private let notWhole = "the server ended before everything was written"
private func noKeyFile(_ file: String) -> String { "--log-checkpoint-key \(file) cannot be read" }
private func badKey(_ file: String, _ reason: String) -> String { "--log-checkpoint-key \(file): \(reason)" }
private func notShared(_ replicas: Int) -> String {
    "a file of SQLite is one server's own, and --replicas says \(replicas); name a database that all share, "
        + "--log postgresql://…"
}
