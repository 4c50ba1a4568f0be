import KubernetesModel

extension ReferenceCollector {
    /// Adds a reference whose meaning the kind itself knows, so that no classifier is asked.
    mutating func add(
        _ value: String, at node: Node, consumer: Consumer, role: ModelReference.Role = .model, pinning: Pinning,
        suggestion: String? = nil, trafficPercent: Int? = nil, image: String? = nil,
        endpointOverrides: [EndpointOverride] = []
    ) {
        add(
            ModelReference(
                value: value, path: node.path, position: node.position, consumer: consumer, role: role,
                pinning: pinning, suggestion: suggestion, consumerImage: image, trafficPercent: trafficPercent,
                endpointOverrides: endpointOverrides))
    }

    /// Adds the text of `node` unless it is absent or empty.
    mutating func addIfPresent(
        _ node: Node?, consumer: Consumer, role: ModelReference.Role = .model, revision: String? = nil
    ) {
        guard let node, node.nonEmptyString != nil else { return }
        add(node, consumer: consumer, role: role, revision: revision)
    }

    /// Adds what a server or downloader was given.
    mutating func add(
        _ found: FoundReference, role: ModelReference.Role = .model, image: String? = nil, container: String? = nil,
        trafficPercent: Int? = nil, endpointOverrides: [EndpointOverride] = []
    ) {
        let role = found.role == .model ? role : found.role
        let classified =
            found.pinning.map { Classification($0, suggestion: found.suggestion) }
            ?? Classifier.classify(
                RawReference(found.value, consumer: found.consumer, role: role, revision: found.revision))
        add(
            ModelReference(
                value: found.value, path: found.path, position: found.position, consumer: found.consumer, role: role,
                revision: found.revision, pinning: classified.pinning, suggestion: classified.suggestion,
                container: container,
                consumerImage: image, trafficPercent: trafficPercent, endpointOverrides: endpointOverrides))
    }

    /// How many references there are; with `changeReferences(since:_:)` a kind can judge what a part of it added.
    var mark: Int { workload.references.count }

    /// Changes or drops (by returning nil) the references that were added since `mark`.
    mutating func changeReferences(since mark: Int, _ change: (ModelReference) -> ModelReference?) {
        guard mark < workload.references.count else { return }
        update { workload in
            let changed = workload.references[mark...].compactMap(change)
            workload.references.replaceSubrange(mark..., with: changed)
        }
    }

    /// Says what mends those of the references since `mark` that need it, in the words of the kind.
    mutating func suggest(_ suggestion: String, since mark: Int) {
        changeReferences(since: mark) { reference in
            guard reference.suggestion != nil, !reference.pinning.reason.hasPrefix("left open") else {
                return reference
            }
            var reference = reference
            reference.suggestion = suggestion
            return reference
        }
    }

    /// Adds an image that the kind names in a field of its own.
    mutating func addImage(_ image: String, at node: Node, container: String?, hasReference: Bool) {
        add(
            ContainerImage(
                image: image, at: .node(node), container: container,
                hasReference: hasReference))
    }
}

extension ModelReference {
    /// The same reference, which nobody can prove because of `reason`; one that is refused anyway keeps its own reason,
    /// which says more about what to mend.
    func unproven(_ reason: String, suggestion: String? = nil) -> ModelReference {
        guard pinning.severity < Pinning.mutable("").severity else { return self }
        var reference = self
        reference.pinning = .unresolved(reason)
        reference.suggestion = suggestion
        return reference
    }
}

extension Node {
    /// The value of the variable `name` in a list of `{name, value}`; the last one wins, as Kubernetes has it.
    func environmentEntry(_ name: String) -> Node? {
        var found: Node?
        for entry in elements where entry["name"]?.isString(name) == true { found = entry }
        return found
    }
}

extension Node? {
    /// The elements of an array; none where there is no array.
    var items: [Node] { self.map { Array($0.elements) } ?? [] }
}
