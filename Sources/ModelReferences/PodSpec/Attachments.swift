import KubernetesModel

/// What a kind's controller adds to a container from fields that stand beside it: variables and volumes.
package struct Attachments: Sendable {
    /// Lists of variables, the later before the earlier.
    var environment: [Node] = []
    /// Whether these win over the container's own variables in some releases of the controller and lose in others: where
    /// both have one and they differ, nobody can tell which the program sees.
    var mayOutrank = false
    /// The name of a Secret all of whose keys become variables.
    var secret: Node?
    /// Volumes that the pod does not list, or lists elsewhere.
    var mounts: [Mount] = []

    var variableCount: Int { environment.reduce(0) { $0 + $1.count } }

    /// Mounts the claim that `claim` names at `path`.
    mutating func mount(claim: Node?, at path: Node?) {
        guard let claim, let path, let mount = Mount(claim: claim, at: path) else { return }
        mounts.append(mount)
    }
}

extension Attachments {
    /// INVARIANT: variables that all containers share are read once for each of them, so their product is bounded.
    static let mostShared = 1 << 16
}
