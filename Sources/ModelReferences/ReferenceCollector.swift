import KubernetesModel

/// Gathers what one object refers to, while kinds and the PodSpec walk read it.
package struct ReferenceCollector {
    package let context: FinderContext
    /// The object's namespace, for sibling ConfigMaps.
    package let namespace: String?
    package private(set) var workload = Workload()
    /// Nodes (indices in the object's own document) that a kind has read and that the general walk shall not read again.
    private(set) var claimed: Set<Int> = []
    /// What has been added, so that nothing is added twice: a few are compared, of many each is looked up once.
    private var added: [Key] = []
    private var lookup: Set<Key> = []
    private var declared: Set<FieldPath> = []
    /// Whether the object has more than anybody writes: what is beyond the bounds has not been read.
    private(set) var isBeyondBounds = false
    /// Bytes of the paths of all references.
    private var pathBytes = 0

    /// References of one object, and containers of one pod. A Kubernetes object that is meant to run is far below both.
    static let mostReferences = 20_000
    static let mostContainers = 3_000
    /// INVARIANT: each reference says its whole path, in which there are as many keys as somebody likes.
    static let mostPathBytes = 1 << 24

    package init(context: FinderContext, namespace: String?) {
        self.context = context
        self.namespace = namespace
    }

    /// Adds the reference that the string `node` holds, classified for `consumer`.
    package mutating func add(
        _ node: Node, consumer: Consumer, role: ModelReference.Role = .model, revision: String? = nil,
        trafficPercent: Int? = nil
    ) {
        guard let value = node.string else { return }
        add(
            value, at: node, consumer: consumer, role: role, revision: revision, trafficPercent: trafficPercent)
    }

    /// Adds a reference that was put together from more than one field; `node` is the field to name.
    package mutating func add(
        _ value: String, at node: Node, consumer: Consumer, role: ModelReference.Role = .model,
        revision: String? = nil, trafficPercent: Int? = nil, container: String? = nil, image: String? = nil,
        endpointOverrides: [EndpointOverride] = []
    ) {
        guard !isFull else { return exceedBounds() }
        let classification = Classifier.classify(
            RawReference(value, consumer: consumer, role: role, revision: revision))
        add(
            ModelReference(
                value: value, path: node.path, position: node.position, consumer: consumer, role: role,
                revision: revision, pinning: classification.pinning, suggestion: classification.suggestion,
                container: container,
                consumerImage: image, trafficPercent: trafficPercent, endpointOverrides: endpointOverrides))
    }

    /// Adds a reference that is classified already.
    package mutating func add(_ reference: ModelReference) {
        guard !isFull else { return exceedBounds() }
        guard !isAdded(reference) else { return }
        pathBytes += reference.path.description.utf8.count
        workload.references.append(reference)
    }

    private var isFull: Bool {
        workload.references.count >= Self.mostReferences || pathBytes >= Self.mostPathBytes
    }

    private mutating func isAdded(_ reference: ModelReference) -> Bool {
        let key = Key(reference)
        if added.count < Self.many {
            if added.contains(key) { return true }
            added.append(key)
            if added.count == Self.many { lookup = Set(added) }
            return false
        }
        return !lookup.insert(key).inserted
    }

    private static let many = 16

    /// One script can fetch the same repository at two revisions, or once with a checksum and once without: these are two
    /// references, and each counts.
    private struct Key: Hashable {
        var value: String
        var path: FieldPath
        var role: ModelReference.Role
        var revision: String?
        var pinning: String

        init(_ reference: ModelReference) {
            value = reference.value
            path = reference.path
            role = reference.role
            revision = reference.revision
            pinning = reference.pinning.name
        }
    }

    package mutating func add(_ image: ContainerImage) { workload.images.append(image) }
    package mutating func add(_ command: OpaqueCommand) { workload.opaqueCommands.append(command) }
    mutating func add(_ declaration: Declaration) {
        guard declared.insert(declaration.path).inserted else { return }
        workload.declarations.append(declaration)
    }

    /// Adds what was gathered in an object that stands inside of this one, in a document of its own.
    mutating func merge(_ inner: ReferenceCollector) {
        for reference in inner.workload.references { add(reference) }
        workload.declarations += inner.workload.declarations
        workload.images += inner.workload.images
        workload.opaqueCommands += inner.workload.opaqueCommands
        if inner.workload.isWorkload { markAsWorkload() }
        if inner.isBeyondBounds { exceedBounds() }
    }

    /// Fail closed: an object that is not read to its end is `unresolved` as a whole.
    mutating func exceedBounds() { isBeyondBounds = true }

    /// What was gathered; where the bounds were exceeded, with a reference that says so.
    func finished(_ object: Node) -> Workload {
        guard isBeyondBounds else { return workload }
        var workload = workload
        let place = object["spec"] ?? object
        workload.references.append(
            ModelReference(
                value: "(more than can be read)", path: place.path, position: place.position, consumer: .any,
                pinning: .unresolved(tooMuch), suggestion: splitUp))
        return workload
    }

    package mutating func markAsWorkload() { workload.isWorkload = true }

    /// Keeps the general walk from reading the subtree at `node` again.
    package mutating func claim(_ node: Node) { claimed.insert(node.index) }
    package func isClaimed(_ node: Node) -> Bool { claimed.contains(node.index) }

    /// Changes what has been gathered so far, for decisions that need the whole object.
    package mutating func update(_ change: (inout Workload) -> Void) { change(&workload) }
}

// MARK: - What the user reads

private let tooMuch =
    "part of an object with more than \(ReferenceCollector.mostReferences) references, "
    + "\(ReferenceCollector.mostContainers) containers in a pod, \(ReferenceCollector.mostPathBytes >> 20) MiB of field "
    + "paths or \(ShownFiles.mostBytes >> 20) MiB of scripts, which is not read to its end"
private let splitUp = "serve the models from objects of their own"
