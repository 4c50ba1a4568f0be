import KubernetesModel

/// What differs between two trees, said as an edit would be meant.
package enum TreeChange: Sendable, Hashable {
    /// Another scalar stands here.
    case changed(FieldPath)
    /// So many elements were put into this list, side by side, or so many members into this map.
    case inserted(FieldPath, Int)
    /// Anything else: something is gone, or is of another kind.
    case other(FieldPath)
}

package enum TreeDifference {
    package static func between(_ old: [Node], _ new: [Node]) -> Set<TreeChange> {
        guard old.count == new.count else { return [.other(FieldPath())] }
        var changes: Set<TreeChange> = []
        for (index, pair) in zip(old, new).enumerated() {
            if pair.0 != pair.1 { compare(pair.0, pair.1, FieldPath().appending(index: index), &changes) }
        }
        return changes
    }

    /// Two values that differ. Paths are made for these alone: most of a document is as it was.
    private static func compare(_ old: Node, _ new: Node, _ path: FieldPath, _ changes: inout Set<TreeChange>) {
        switch (old.kind, new.kind) {
        case (.object, .object): members(old, new, path, &changes)
        case (.array, .array): elements(old, new, path, &changes)
        case (.object, _), (.array, _), (_, .object), (_, .array): changes.insert(.other(path))
        default: changes.insert(.changed(path))
        }
    }

    private static func members(_ old: Node, _ new: Node, _ path: FieldPath, _ changes: inout Set<TreeChange>) {
        let added = new.members.filter { old[$0.key] == nil }.count
        if added > 0 { changes.insert(.inserted(path, added)) }
        for member in old.members {
            let other = new[member.key]
            if let other, other == member.value { continue }
            let below = path.appending(key: member.key)
            guard let other else {
                changes.insert(.other(below))
                continue
            }
            compare(member.value, other, below, &changes)
        }
    }

    private static func elements(_ old: Node, _ new: Node, _ path: FieldPath, _ changes: inout Set<TreeChange>) {
        let (ours, theirs) = (Array(old.elements), Array(new.elements))
        guard theirs.count >= ours.count else {
            changes.insert(.other(path))
            return
        }
        guard theirs.count > ours.count else {
            for (index, pair) in zip(ours, theirs).enumerated() where pair.0 != pair.1 {
                compare(pair.0, pair.1, path.appending(index: index), &changes)
            }
            return
        }
        let added = theirs.count - ours.count
        let front = zip(ours, theirs).prefix { $0 == $1 }.count
        let isInserted = ours[front...].elementsEqual(theirs[(front + added)...])
        changes.insert(isInserted ? .inserted(path, added) : .other(path))
    }
}
