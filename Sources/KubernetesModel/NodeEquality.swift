extension Node: Equatable {
    /// Structural equality: the same kinds, texts and order of elements; the order of members does not count.
    public static func == (left: Node, right: Node) -> Bool {
        guard left.kind == right.kind, left.count == right.count else { return false }
        switch left.kind {
        case .null: return true
        case .bool: return left.bool == right.bool
        case .number, .string: return sameText(left, right)
        case .array: return left.elements.elementsEqual(right.elements)
        case .object: return sameMembers(left, right)
        }
    }

    /// The same bytes of text; both are scalars.
    private static func sameText(_ left: Node, _ right: Node) -> Bool {
        guard left.document.entry(at: left.index).length == right.document.entry(at: right.index).length else {
            return false
        }
        return left.document.withText(at: left.index) { ours in
            right.document.withText(at: right.index) { Document.sameBytes(ours, $0) }
        }
    }

    // Keys are unique, so a key that is found decides by its value alone: no subtree is ever compared twice.
    private static func sameMembers(_ left: Node, _ right: Node) -> Bool {
        var ours = left.members.makeIterator()
        var theirs = right.members.makeIterator()
        while let mine = ours.next(), let other = theirs.next() {
            guard sameText(mine.keyNode, other.keyNode) else { return sameMembersInAnyOrder(left, right) }
            guard mine.value == other.value else { return false }
        }
        return true
    }

    private static func sameMembersInAnyOrder(_ left: Node, _ right: Node) -> Bool {
        // Sorted rather than looked up one by one: quadratic work must not be in an attacker's power.
        let ours = left.members.sorted { precedes($0.keyNode, $1.keyNode) }
        let theirs = right.members.sorted { precedes($0.keyNode, $1.keyNode) }
        // All keys before any value: a key that differs is the cheap answer.
        guard zip(ours, theirs).allSatisfy({ sameText($0.keyNode, $1.keyNode) }) else { return false }
        return zip(ours, theirs).allSatisfy { $0.value == $1.value }
    }

    /// An order of keys: by length, then by bytes.
    private static func precedes(_ left: Node, _ right: Node) -> Bool {
        let (short, long) = (left.document.entry(at: left.index).length, right.document.entry(at: right.index).length)
        guard short == long else { return short < long }
        return left.document.withText(at: left.index) { ours in
            right.document.withText(at: right.index) { ours.lexicographicallyPrecedes($0) }
        }
    }
}
