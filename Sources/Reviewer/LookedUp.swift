import KubernetesModel
import PolicyEngine

/// What the cluster said of one object that was sought.
package enum LookedUp: Sendable {
    /// As it is now, and what is known of it.
    case found(LiveObject, Node)
    /// What answers behind it: the objects at the top of its pods' owners, each once.
    case backends([LiveBackend])
    /// Nobody can tell what answers behind it, with the reason: it selects no pods.
    case leadsElsewhere(String)
    /// The cluster holds no such object.
    case absent
    /// The cluster gave no answer, with the reason.
    case unreachable(String)
}

/// An object that answers behind a Service, as it is now, and what is known of it.
package struct LiveBackend: Sendable {
    package var live: LiveObject
    package var object: Node

    package init(live: LiveObject, object: Node) {
        self.live = live
        self.object = object
    }
}
