import KubernetesModel

/// How an object comes to be judged: who writes it, and in what way.
package struct Write: Sendable, Hashable {
    package enum Operation: Sendable, Hashable { case create, update }

    package var operation: Operation
    /// `ephemeralcontainers`; nil for the object itself.
    package var subresource: String?
    /// As the API server authenticated it, impersonation included; nil where nobody asks (`check`).
    package var username: String?
    package var groups: UserGroups
    /// Whether the user is a controller that writes children of what was judged before.
    package var isController: Bool
    /// Whether that controller writes it for an owner that manages it: what is asked of a write was asked of the owner's.
    package var isForOwner: Bool
    package var isDryRun: Bool
    /// Whether the object comes from a manifest rather than from an API server.
    package var isManifest: Bool

    package init(
        _ operation: Operation, subresource: String? = nil, username: String? = nil, groups: UserGroups = [],
        isController: Bool = false,
        isForOwner: Bool = false, isDryRun: Bool = false, isManifest: Bool = false
    ) {
        self.operation = operation
        self.subresource = subresource
        self.username = username
        self.groups = groups
        self.isController = isController
        self.isForOwner = isForOwner
        self.isDryRun = isDryRun
        self.isManifest = isManifest
    }
}
