import FoundationEssentials

/// What a watcher tells, in the order of each resource's history.
package enum WatchNotice: Sendable {
    /// A part of what the cluster holds; `isComplete` with the last part of a list.
    case listed(ClusterResource, [ObjectMetadata], isComplete: Bool)
    case changed(ClusterResource, ObjectMetadata)
    /// It is gone. Of what went while nobody watched only its uid and its identity are known.
    case deleted(ClusterResource, ObjectMetadata)
    /// All that is there was told, and all that is gone; from now on each change is, as it happens.
    case synced(ClusterResource)
    /// It could not be listed or watched, again and again since that moment; it goes on being tried.
    case failing(ClusterResource, ClusterFailure, since: Date)

    package var resource: ClusterResource {
        switch self {
        case .listed(let resource, _, _), .changed(let resource, _), .deleted(let resource, _), .synced(let resource),
            .failing(let resource, _, _):
            resource
        }
    }
}

/// How the watch of one resource stands.
package struct WatchStatus: Sendable, Hashable {
    package var resource: ClusterResource
    /// Whether a list was complete at some time: what is known is the cluster's, if perhaps not its latest.
    package var isSynced = false
    package var objects = 0
    /// When the server last said something: a list, an event or a bookmark.
    package var lastNews: Date?
    /// What keeps it from being up to date; nil where nothing does.
    package var failure: ClusterFailure?
    package var failingSince: Date?

    package init(_ resource: ClusterResource) { self.resource = resource }
}
