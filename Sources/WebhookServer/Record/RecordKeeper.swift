import Attestation
import ClusterAPI
import DecisionLog
import Dispatch
import Foundation
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer

/// Keeps what is decided, confirms it by what the cluster holds, and answers what ran and runs.
package final class RecordKeeper: Sendable {
    private let writer: LogWriter
    private let index: RecordIndex
    private let options: RecordOptions
    private let log: Logger
    /// nil where none is watched.
    private let cluster: WatchedCluster?
    private let reviewer: @Sendable () -> Reviewer?
    private let follower: RecordFollower?
    private let origin: @Sendable () -> DecisionOrigin
    /// Says which of several servers watches, by a connection of its own; nil where there is only this one.
    private let observerLock: (any DecisionStore)?
    private let isStopped = NIOLockedValueBox(false)

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
        self.reviewer = reviewer
        // Before the log: who cannot begin leaves no trace in it.
        let endpoint = try Self.endpoint(options)
        let name = options.settings.cluster
        let origin: @Sendable () -> DecisionOrigin = { DecisionOrigin(cluster: name, policyCommit: policyCommit()) }
        self.origin = origin
        let index = RecordIndex()
        self.index = index
        do throws(LogFailure) {
            let place = try LogPlace(place, passwordFile: options.passwordFile)
            var settings = options.settings
            if let file = options.checkpointKey { settings.key = try Self.key(file) }
            // The writer's alone: it is let go when that ends.
            let store = try place.open(writing: settings.durability)
            guard store.isShared || options.replicas <= 1 else {
                throw LogFailure(.settings, notShared(options.replicas))
            }
            writer = try LogWriter(
                store, settings,
                onCommitted: { entries in index.absorb(entries.map { ($0.place, $0.time, $0.body) }) },
                onAlarm: { log.error("decision log", metadata: ["problem": "\($0)"]) })
            let reading = try place.openReading()
            observerLock = store.isShared ? try place.openReading() : nil
            if store.isShared {
                follower = index.follow(reading, except: writer.chain)
            } else {
                do throws(LogFailure) {
                    try index.load(from: reading)
                } catch {
                    writer.close(by: Date() + 1)
                    throw error
                }
                follower = nil
            }
        } catch {
            throw ServeError("the decision log \(place.contains("://") ? "" : "\(place): ")\(error)")
        }
        let writer = writer
        cluster = endpoint.map {
            WatchedCluster(
                $0, index, reviewer: reviewer, origin: origin, append: { writer.append($0) }, log: log)
        }
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

    private static func endpoint(_ options: RecordOptions) throws(ServeError) -> ClusterEndpoint? {
        do throws(ClusterFailure) {
            return try options.cluster?.endpoint(kubeconfig: options.kubeconfig, context: options.context)
        } catch {
            throw ServeError("\(error)")
        }
    }

    /// Watches the cluster, as long as this process is the one that does; blocks, and ends with `stop`.
    package func run() {
        guard let cluster else { return }
        while !isStopped.withLockedValue({ $0 }) {
            // Before the record is read and policies are loaded, whatever the cluster shows would be a stranger's.
            let isReady = index.status.isLoaded && reviewer() != nil
            if !isOurTurn(otherwise: cluster.isWatched) {
                cluster.rest()
            } else if isReady {
                cluster.watch(isFirst: index.status.objects == 0)
            }
            let pauses = cluster.isWatched ? 50 : isReady ? 10 : 1
            for _ in 0..<pauses where !isStopped.withLockedValue({ $0 }) {
                Thread.sleep(forTimeInterval: 0.1)
                cluster.advance()
            }
        }
        cluster.rest()
    }

    /// - Parameter isWatching: the answer where nobody can say whose turn it is.
    private func isOurTurn(otherwise isWatching: Bool) -> Bool {
        do throws(LogFailure) {
            return try observerLock?.holdsObserverLock() ?? true
        } catch {
            return isWatching
        }
    }

    // MARK: What admission asks

    package var desk: RecordDesk {
        RecordDesk(
            record: cluster == nil ? nil : index.record,
            lookUp: { self.lookUp($0, by: $1, $2) },
            keep: { self.keep(isDenial: $0, $1, $2) },
            passed: { self.cluster?.ignore($0, generation: $1) },
            waitsForLog: options.settings.durability == .beforeResponse, origin: origin)
    }

    private func lookUp(_ sought: SoughtObject, by deadline: NIODeadline, _ done: @escaping RecordDesk.Answer) {
        guard let cluster else { return done(.unreachable(noCluster)) }
        cluster.ask(for: sought, by: deadline, done)
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

    // MARK: How it stands

    package var statuses: [ReloadStatus] {
        let status = index.status
        let record = ReloadStatus(
            name: "record", isLoaded: status.isLoaded, loadedAt: nil,
            error: writer.status.failure?.reason.reason ?? status.failure ?? status.failing?.reason,
            generation: status.entries)
        return [record] + (cluster.map { [$0.status] } ?? [])
    }

    package var logStatus: LogStatus { writer.status }
    var queueCapacity: Int { options.settings.longestQueue }
    package var indexStatus: RecordStatus { index.status }
    package var watches: [WatchStatus] { cluster?.watches ?? [] }

    /// Ends the watching, and writes what waits. It returns by then, whatever the database and the cluster do.
    ///
    /// - Returns: whether everything was written.
    package func stop(by deadline: Date) -> Bool {
        isStopped.withLockedValue { $0 = true }
        // What others write is of no use any more; nobody waits for the answer.
        follower?.stop(within: .zero)
        // The most of the time is for the writing, and what the cluster still shows is written too.
        cluster?.stop(by: Date() + max(0, deadline.timeIntervalSinceNow / 4))
        // The writer is given a second to give up in.
        let isWhole = writer.close(by: deadline - 1)
        if !isWhole { log.error("decision log", metadata: ["problem": "\(notWhole)"]) }
        return isWhole
    }
}

// What an operator reads.

private let noCluster = "this server watches no cluster (--cluster)"
private let notWhole = "the server ended before everything was written"
private func noKeyFile(_ file: String) -> String { "--log-checkpoint-key \(file) cannot be read" }
private func badKey(_ file: String, _ reason: String) -> String { "--log-checkpoint-key \(file): \(reason)" }
private func notShared(_ replicas: Int) -> String {
    "a file of SQLite is one server's own, and --replicas says \(replicas); name a database that all share, "
        + "--log postgresql://…"
}
