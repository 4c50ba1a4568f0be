import KubernetesModel
import PolicyEngine

/// What the cluster said of one object that was sought.
package enum LookedUp: Sendable {
    /// As it is now, and what is known of it.
    case found(LiveObject, Node)
    /// The cluster holds no such object.
    case absent
    /// The cluster gave no answer, with the reason.
    case unreachable(String)
}
