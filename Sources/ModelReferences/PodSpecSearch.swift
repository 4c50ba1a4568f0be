import KubernetesModel

/// Finds PodSpecs anywhere in an object by their shape: an object that has a list of containers, each with a name or
/// an image; and containers that stand alone. No list of kinds is kept, so that a kind that nobody here knows is read as well.
enum PodSpecSearch {
    /// What is still to be looked through: the object, and what stands around it.
    private struct Place {
        var node: Node
        var metadata: Node?
    }

    /// Every PodSpec below `object`, with the metadata of its template or pod; what `isClaimed` holds is left out.
    static func find(below object: Node, isClaimed: (Node) -> Bool) -> [(podSpec: Node, metadata: Node?)] {
        // A definition's schema has `containers` among its properties, and runs nothing.
        if object["kind"]?.isString("CustomResourceDefinition") ?? false { return [] }
        var found: [(podSpec: Node, metadata: Node?)] = []
        // A stack and no recursion: depth costs no stack of the thread.
        var places = [Place(node: object, metadata: nil)]
        while let place = places.popLast() {
            if isClaimed(place.node) { continue }
            if place.node.isArray {
                for element in place.node.elements where element.isObject || element.isArray {
                    places.append(Place(node: element, metadata: nil))
                }
                continue
            }
            look(at: place, &places, &found)
        }
        return found.reversed()
    }

    private static func look(
        at place: Place, _ places: inout [Place], _ found: inout [(podSpec: Node, metadata: Node?)]
    ) {
        var metadata: Node?
        var isPodSpec = false
        let start = places.count
        for member in place.node.members where member.value.isObject || member.value.isArray {
            let key = member.keyNode
            if key.isString("metadata") {
                metadata = member.value
            } else if isContainerList(member) {
                isPodSpec = true
            } else if isContainer(member) {
                found.append((member.value, nil))
            } else if !isSkipped(key) {
                places.append(Place(node: member.value, metadata: nil))
            }
        }
        if let metadata { for index in start..<places.count { places[index].metadata = metadata } }
        if isPodSpec { found.append((place.node, place.metadata ?? metadata)) }
    }

    /// Operators that run one container have a field for it, and no list: `container`, `mainContainer`.
    static func isContainer(_ node: Node) -> Bool {
        node["image"]?.nonEmptyString != nil && ["command", "args", "env"].contains { node[$0]?.isArray ?? false }
    }

    private static func isContainer(_ member: Node.Member) -> Bool {
        guard member.value.isObject, member.keyEquals("container") || member.keyEquals("mainContainer") else {
            return false
        }
        return isContainer(member.value)
    }

    private static func isContainerList(_ member: Node.Member) -> Bool {
        guard member.value.isArray, PodSpecWalk.lists.contains(where: member.keyEquals) else { return false }
        return member.value.elements.contains { $0.isObject && ($0["image"] != nil || $0["name"] != nil) }
    }

    /// What only reports, describes or repeats: `status`, schemas, selectors.
    private static func isSkipped(_ key: Node) -> Bool {
        ["status", "managedFields", "annotations", "labels", "openAPIV3Schema", "selector"].contains {
            key.isString($0)
        }
    }
}
