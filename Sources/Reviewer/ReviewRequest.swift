import KubernetesModel
import ModelReferences
import PolicyEngine

/// One object to judge, with what is known beside it.
package struct ReviewRequest: Sendable {
    package enum Operation: String, Sendable, Hashable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// The object as it will be; nil on DELETE.
    package var object: Node?
    /// The object as it is now; nil on CREATE.
    package var oldObject: Node?
    package var operation: Operation
    /// Group, version and kind of `object` as the API server sent it.
    package var gvk: GroupVersionKind
    /// `pods`, `deployments`; nil outside a cluster.
    package var resource: String?
    /// The group of `resource`; that of `gvk` but for subresources, whose objects are of another kind.
    package var resourceGroup: String?
    /// `status`, `scale`, `ephemeralcontainers`; nil for the object itself.
    package var subresource: String?
    /// nil for cluster-scoped objects, and in `check` for a manifest without a namespace.
    package var namespace: String?
    /// Whether the namespace is unknown rather than absent (`check` without `--namespace`): every policy whose kinds
    /// match is then applied.
    package var namespaceIsUnknown: Bool
    package var name: String?
    package var user: UserInfo?
    package var isDryRun: Bool
    /// Whether the object comes from a manifest rather than from an API server: its `metadata.deletionTimestamp`,
    /// `status` and `managedFields` then mean nothing.
    package var isManifest: Bool
    package var context: FinderContext
    /// What ran and runs; nil where no record is kept.
    package var record: ServingRecord?
    /// What the cluster said of objects that an earlier review of the same request sought.
    package var lookedUp: [SoughtObject: LookedUp] = [:]
    /// Whether the object is judged as it stands now, whatever once let it in: nothing is let through for being unchanged,
    /// for coming back or for being deleted. As an item of a list it may lack `apiVersion` and `kind`; `gvk` says them.
    package var isRejudged = false

    package init(
        object: Node?, oldObject: Node? = nil, operation: Operation = .create, gvk: GroupVersionKind,
        resource: String? = nil, resourceGroup: String? = nil, subresource: String? = nil, namespace: String? = nil,
        namespaceIsUnknown: Bool = false, name: String? = nil, user: UserInfo? = nil, isDryRun: Bool = false,
        isManifest: Bool = false, context: FinderContext = FinderContext(),
        record: ServingRecord? = nil
    ) {
        self.object = object
        self.oldObject = oldObject
        self.operation = operation
        self.gvk = gvk
        self.resource = resource
        self.resourceGroup = resourceGroup
        self.subresource = subresource
        self.namespace = namespace
        self.namespaceIsUnknown = namespaceIsUnknown
        self.name = name
        self.user = user
        self.isDryRun = isDryRun
        self.isManifest = isManifest
        self.context = context
        self.record = record
    }
}

/// Who asks (Kubernetes `authentication.k8s.io/v1` UserInfo).
package struct UserInfo: Sendable, Hashable {
    package var username: String
    package var groups: UserGroups

    package init(username: String, groups: UserGroups) {
        self.username = username
        self.groups = groups
    }
}
