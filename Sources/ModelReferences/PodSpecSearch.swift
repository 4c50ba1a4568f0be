import KubernetesModel

/// Finds PodSpecs anywhere in an object by their shape: an object that has a list of containers, each with a name or
/// an image; and containers that stand alone. No list of kinds is kept, so that a kind that nobody here knows is read as well.
enum PodSpecSearch {
    /// What is still to be looked through, by the indices of its nodes, and what stands around it.
    private struct Place {
        var index: Int
        var metadata: Int?
    }

    /// Every PodSpec below `object`, with the metadata of its template or pod; what `isClaimed` holds is left out.
    static func find(below object: Node, isClaimed: (Node) -> Bool) -> [(podSpec: Node, metadata: Node?)] {
        // A definition's schema has `containers` among its properties, and runs nothing.
        if object["kind"]?.isString("CustomResourceDefinition") ?? false { return [] }
        let document = object.document
        var found: [Place] = []
        // A stack and no recursion: depth costs no stack of the thread.
        var places = [Place(index: object.index, metadata: nil)]
        places.reserveCapacity(32)
        while let place = places.popLast() {
            if isClaimed(document.node(at: place.index)) { continue }
            if document.kind(at: place.index) == .object {
                look(at: place, in: document, &places, &found)
                continue
            }
            var element = place.index + 1
            let stop = document.end(of: place.index)
            while element < stop {
                if document.holdsMore(at: element) { places.append(Place(index: element, metadata: nil)) }
                element = document.end(of: element)
            }
        }
        return found.reversed().map { (document.node(at: $0.index), $0.metadata.map(document.node)) }
    }

    private static func look(
        at place: Place, in document: Document, _ places: inout [Place], _ found: inout [Place]
    ) {
        var metadata: Int?
        var isPodSpec = false
        let start = places.count
        var key = place.index + 1
        let stop = document.end(of: place.index)
        while key < stop {
            let value = key + 1
            defer { key = document.end(of: value) }
            guard document.holdsMore(at: value) else { continue }
            switch Name(document.utf8(at: key)) {
            case .metadata: metadata = value
            case .list where isContainerList(document.node(at: value)): isPodSpec = true
            case .container where isContainer(document.node(at: value)):
                found.append(Place(index: value, metadata: nil))
            case .skipped: continue
            case .list, .container, .other: places.append(Place(index: value, metadata: nil))
            }
        }
        if let metadata { for index in start..<places.count { places[index].metadata = metadata } }
        if isPodSpec { found.append(Place(index: place.index, metadata: place.metadata ?? metadata)) }
    }

    /// What a member's name says about its value.
    private enum Name {
        case metadata, list, container, skipped, other

        init(_ key: UnsafeRawBufferPointer?) {
            guard let key else {
                self = .other
                return
            }
            // What only reports, describes or repeats is skipped: `status`, schemas, selectors.
            switch key.count {
            case 6 where key.equals("status") || key.equals("labels"): self = .skipped
            case 8 where key.equals("metadata"): self = .metadata
            case 8 where key.equals("selector"): self = .skipped
            case 9 where key.equals("container"): self = .container
            case 10 where key.equals("containers"): self = .list
            case 11 where key.equals("annotations"): self = .skipped
            case 13 where key.equals("managedFields"): self = .skipped
            case 13 where key.equals("mainContainer"): self = .container
            case 14 where key.equals("initContainers"): self = .list
            case 15 where key.equals("openAPIV3Schema"): self = .skipped
            case 19 where key.equals("ephemeralContainers"): self = .list
            default: self = .other
            }
        }
    }

    /// Operators that run one container have a field for it, and no list: `container`, `mainContainer`.
    static func isContainer(_ node: Node) -> Bool {
        node.isObject && node["image"]?.nonEmptyString != nil
            && ["command", "args", "env"].contains { (key: StaticString) in node[key]?.isArray ?? false }
    }

    static func isContainerList(_ list: Node) -> Bool {
        list.isArray && list.elements.contains { $0.isObject && ($0["image"] != nil || $0["name"] != nil) }
    }
}

extension Document {
    /// Whether the value at `index` is an object or an array.
    fileprivate func holdsMore(at index: Int) -> Bool { kind(at: index) == .object || kind(at: index) == .array }
}
