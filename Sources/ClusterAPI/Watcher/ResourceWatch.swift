import FoundationEssentials
import HTTPTransport
import NIOConcurrencyHelpers

/// Follows one resource on one thread: a list, then a watch from where the list ended, and again where a watch ends.
///
/// `@unchecked`: all but `status`, which is locked, is used by the thread that runs it alone.
final class ResourceWatch: @unchecked Sendable {
    let status: NIOLockedValueBox<WatchStatus>
    private let resource: ClusterResource
    private let client: ClusterClient
    private let backoff: WatchBackoff
    private let stop: Cancellation
    private let tell: @Sendable (WatchNotice) -> Void
    private var known: KnownObjects
    /// Where the next watch begins; nil where a list has to come first.
    private var version: String?
    /// Since something was heard last.
    private var failures = 0

    init(
        _ resource: ClusterResource, _ client: ClusterClient, _ backoff: WatchBackoff, _ stop: Cancellation,
        _ tell: @escaping @Sendable (WatchNotice) -> Void
    ) {
        self.resource = resource
        self.client = client
        self.backoff = backoff
        self.stop = stop
        self.tell = tell
        known = KnownObjects(resource)
        status = NIOLockedValueBox(WatchStatus(resource))
    }

    func run() {
        while !stop.isCancelled {
            do throws(ClusterFailure) {
                if version == nil { version = try list() }
                if let version { try watch(version) }
            } catch {
                guard error.kind != .cancelled else { return }
                failed(error)
            }
            guard failures > 0 else { continue }
            _ = stop.wait(pause(failures))
        }
    }

    private func pause(_ failures: Int) -> Duration {
        max(backoff.delay(after: failures), status.withLockedValue { $0.failure?.retryAfter } ?? .zero)
    }

    private func list() throws(ClusterFailure) -> String {
        let version = try client.list(resource, as: .metadata, until: stop) { page throws(ClusterFailure) in
            if page.isFirst { known.beginList() }
            var objects: [ObjectMetadata] = []
            objects.reserveCapacity(page.items.count)
            for item in page.items {
                guard let object = ObjectMetadata(item, of: resource) else {
                    throw ClusterFailure(.unreachable, noObject(client.endpoint.server, resource))
                }
                known.note(object)
                objects.append(object)
            }
            say(.listed(resource, objects, isComplete: page.isLast))
        }
        for object in known.takeGone() { say(.deleted(resource, object)) }
        heard(resets: false) { $0.isSynced = true }
        say(.synced(resource))
        return version
    }

    private func watch(_ from: String) throws(ClusterFailure) {
        let begin = ContinuousClock.now
        // INVARIANT: a server that ends every watch at once is not asked in a circle.
        defer { failures = begin.duration(to: .now) < backoff.first * 2 ? failures : 0 }
        try client.watch(
            resource, from: from, until: stop, onOpen: { self.heard(resets: false) },
            { event in
                switch event {
                case .changed(let object):
                    self.known.note(object)
                    self.say(.changed(self.resource, object))
                case .deleted(let object):
                    self.known.remove(object.uid)
                    self.say(.deleted(self.resource, object))
                case .bookmark: break
                }
                self.version = event.resourceVersion
                self.heard()
            })
        failures += 1
    }

    /// - Parameter resets: whether the next failure is the first again. A list, or a watch that was opened, is not enough:
    ///   a server may do so only to say that the version is too old.
    private func heard(resets: Bool = true, _ change: (inout WatchStatus) -> Void = { _ in }) {
        if resets { failures = 0 }
        let objects = known.count
        status.withLockedValue { status in
            status.objects = objects
            status.lastNews = Date()
            status.failure = nil
            status.failingSince = nil
            change(&status)
        }
    }

    private func failed(_ failure: ClusterFailure) {
        failures += 1
        if failure.kind == .expired { version = nil }
        // What is followed and cut is followed again at once; it fails where that does not help.
        let isSynced = status.withLockedValue { $0.isSynced }
        let now = Date()
        if failures == 1, isSynced, failure.status == nil || failure.kind == .expired {
            status.withLockedValue { $0.failingSince = $0.failingSince ?? now }
            return
        }
        let since = status.withLockedValue { status in
            status.failure = failure
            status.failingSince = status.failingSince ?? now
            return status.failingSince ?? now
        }
        say(.failing(resource, failure, since: since))
    }

    private func say(_ notice: WatchNotice) {
        if !stop.isCancelled { tell(notice) }
    }
}

// What an operator reads.

private func noObject(_ server: String, _ resource: ClusterResource) -> String {
    "a list of \(server) has one of the \(resource) without its name or uid"
}
