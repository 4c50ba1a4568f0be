import Dispatch
import Foundation
import HTTPTransport
import NIOConcurrencyHelpers

/// Follows what a cluster holds of several resources, each on a thread of its own, so that one that cannot be read does not
/// hold up the others.
package final class ClusterWatcher: Sendable {
    private let client: ClusterClient
    private let backoff: WatchBackoff
    private let cancellation = Cancellation()
    private let running = DispatchGroup()
    private let watches = NIOLockedValueBox<[ResourceWatch]>([])
    private let tell: @Sendable (WatchNotice) -> Void

    /// - Parameter tell: is called by several threads at once, by one for each resource; the watch waits for it.
    package init(
        _ client: ClusterClient, backoff: WatchBackoff = WatchBackoff(),
        _ tell: @escaping @Sendable (WatchNotice) -> Void
    ) {
        self.client = client
        self.backoff = backoff
        self.tell = tell
    }

    deinit { cancellation.cancel() }

    /// Begins with those of `resources` that are not followed yet.
    package func watch(_ resources: [ClusterResource]) {
        guard !cancellation.isCancelled else { return }
        let fresh = watches.withLockedValue { watches in
            let there = Set(watches.map { $0.status.withLockedValue { $0.resource } })
            let fresh = Set(resources).subtracting(there).map { ResourceWatch($0, client, backoff, cancellation, tell) }
            watches += fresh
            return fresh
        }
        for watch in fresh { start(watch) }
    }

    private func start(_ watch: ResourceWatch) {
        running.enter()
        let running = running
        let thread = Thread {
            watch.run()
            running.leave()
        }
        thread.name = "watch"
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// How each stands, by its name.
    package var status: [WatchStatus] {
        watches.withLockedValue { $0 }.map { $0.status.withLockedValue { $0 } }
            .sorted { $0.resource.description < $1.resource.description }
    }

    /// Whether all that is followed was listed once.
    package var isSynced: Bool { status.allSatisfy(\.isSynced) }

    /// Ends all. Nothing more is told once the threads have ended, which is waited for that long.
    package func stop(within time: Duration = .seconds(3)) {
        cancellation.cancel()
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        _ = running.wait(timeout: .now() + seconds)
    }
}
