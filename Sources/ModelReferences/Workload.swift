import KubernetesModel

/// Everything that one object says about models: the result of `ReferenceFinder.find(in:context:)`.
package struct Workload: Sendable {
    /// In the order of the object; no two with the same path, value and role.
    package var references: [ModelReference] = []
    /// Every image that a container, init container, ephemeral container or image volume names.
    package var images: [ContainerImage] = []
    /// Commands that cannot be read (an encoded `sh -c`, an interpreter's `-c`, a script from a volume): what stands
    /// there may load a model that nobody sees. Those of recognised servers are references with `unresolved` already;
    /// these are the others, which count only where a policy's `unreferenced` asks for it.
    package var opaqueCommands: [OpaqueCommand] = []
    /// What our annotations say of the models, beside naming them.
    package var declarations: [Declaration] = []
    /// Whether the object can run or route to anything at all: a pod template, a model, a route.
    package var isWorkload = false

    package init() {}
}

/// An image that the object runs or mounts.
package struct ContainerImage: Sendable, Hashable {
    package var image: String
    /// Where it was written.
    package var place: Place
    package var container: String?
    /// Whether the container already has a model reference of its own.
    package var hasReference: Bool
    /// The recognised server, where there is one.
    package var server: Consumer?

    package init(
        image: String, at place: Place, container: String?, hasReference: Bool, server: Consumer? = nil
    ) {
        self.image = image
        self.place = place
        self.container = container
        self.hasReference = hasReference
        self.server = server
    }

    package init(
        image: String, path: FieldPath, position: SourcePosition, container: String?, hasReference: Bool,
        server: Consumer? = nil
    ) {
        self.init(
            image: image, at: .at(path, position), container: container, hasReference: hasReference, server: server)
    }

    package var path: FieldPath { place.path }
    package var position: SourcePosition { place.position }
}

/// A command that cannot be read.
package struct OpaqueCommand: Sendable, Hashable {
    package var reason: String
    /// Where it was written.
    package var place: Place
    package var container: String?

    package init(reason: String, at place: Place, container: String?) {
        self.reason = reason
        self.place = place
        self.container = container
    }

    package init(reason: String, path: FieldPath, position: SourcePosition, container: String?) {
        self.init(reason: reason, at: .at(path, position), container: container)
    }

    package var path: FieldPath { place.path }
    package var position: SourcePosition { place.position }
}

/// What is known beside the object itself.
package struct FinderContext: Sendable {
    /// ConfigMaps that stand beside the object (`check` on one file or directory): `namespace/name` -> object.
    /// At admission there are none.
    package var configMaps: [String: Node]
    /// In how many texts of other objects the object stands.
    var depth = 0

    /// INVARIANT: each level is read anew, and nobody writes more of them.
    static let deepest = 3

    package init(configMaps: [String: Node] = [:]) { self.configMaps = configMaps }
}
