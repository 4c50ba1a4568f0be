import Foundation

/// How many connections there are file descriptors for.
///
/// A process that has none left cannot read its files, and libdispatch, under Swift's concurrency, ends it: once a second
/// it opens `/proc/TID/stat` of its threads, and traps where that fails (`_dispatch_workq_count_runnable_workers`). So
/// connections never take the last ones, whatever clients do.
struct FileDescriptors: Sendable, Hashable {
    /// The most that may be open (`RLIMIT_NOFILE`).
    let limit: Int
    /// Those that are taken before the first connection.
    let inUse: Int

    /// Raises the soft limit to the hard one, as far as the system lets it, and counts what is open and what a server opens.
    ///
    /// - Parameter loops: event loops that are about to be made. Each has an epoll, an event and a timer.
    static func ofThisProcess(loops: Int) -> FileDescriptors {
        var limits = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        if getrlimit(resource, &limits) == 0, limits.rlim_cur < limits.rlim_max {
            limits.rlim_cur = limits.rlim_max
            _ = setrlimit(resource, &limits)
        }
        // POSIX's least, where the system does not say.
        let most = getrlimit(resource, &limits) == 0 ? Int(clamping: limits.rlim_cur) : 20
        return FileDescriptors(limit: most, inUse: (ProcessUsage.openFiles ?? 3) + 3 * loops + Self.others)
    }

    /// Two listeners, and what libdispatch opens when it is first asked: an epoll, an event, three timers, two signals.
    private static let others = 9

    /// Those that connections may take: all but what is open and what is kept for files, stores, a log and a cluster.
    private var forConnections: Int { max(0, limit - inUse - min(128, limit / 4) - 2 * AcceptGate.excess) }

    /// Connections of the plain listener, for probes and metrics; nil where there is no room to serve at all.
    var health: Int? { forConnections < 8 ? nil : min(256, forConnections / 4) }

    /// Connections of the webhook, of those that were asked for.
    func webhook(_ asked: Int) -> Int { min(asked, forConnections - (health ?? 0)) }
}
