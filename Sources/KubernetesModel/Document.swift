/// One parsed JSON or YAML document, kept as a flat tape over the bytes it was read from.
///
/// Strings and numbers stay where they were read and are decoded only when somebody asks, so an object of which
/// a few fields matter costs little more than reading its bytes once.
package final class Document: Sendable {
    /// What one value is.
    package enum Kind: UInt8, Sendable {
        case null, bool, number, string, array, object
    }

    /// One value on the tape: 16 bytes.
    struct Entry: Sendable {
        var kind: Kind
        /// For scalars: whether the text stands in `arena` and not in `source`. For `bool`: unused.
        var inArena: Bool = false
        /// For `bool`: its value. For a number in YAML: whether it is no integer. For a key in YAML: whether it merges.
        var truth: Bool = false
        /// YAML, while a document is read: an infinity or not-a-number, which only a key may be.
        var isNotFinite: Bool = false
        /// Scalars: where the text begins. Containers: where the value begins in the source.
        var offset: UInt32
        /// Scalars: bytes of text. Containers: elements, or members.
        var length: UInt32
        /// Containers: the index after the whole subtree. Scalars: where the value begins in the source.
        var next: UInt32
        init(
            kind: Kind, inArena: Bool = false, truth: Bool = false, offset: UInt32, length: UInt32, next: UInt32
        ) {
            self.kind = kind
            self.inArena = inArena
            self.truth = truth
            self.offset = offset
            self.length = length
            self.next = next
        }

        var isContainer: Bool { kind == .array || kind == .object }
    }

    /// Line and column of one value; YAML only, since JSON's follow from the offset.
    struct Mark: Sendable {
        var line: UInt32
        var column: UInt32
    }

    let source: [UInt8]
    let arena: [UInt8]
    let tape: [Entry]
    let marks: [Mark]

    /// Where this document stands when its text was a string inside another one (`serveConfigV2`, JSON in env).
    let base: Base?
    /// The value that `root` names and that paths begin at.
    let rootIndex: Int

    private let places: SourcePlaces
    private let parents: ParentIndex

    /// The outer place of an embedded document.
    struct Base: Sendable {
        let path: FieldPath
        let position: SourcePosition
    }

    init(source: [UInt8], arena: [UInt8], tape: [Entry], marks: [Mark] = [], tellsPlaces: Bool = true) {
        self.source = source
        self.arena = arena
        self.tape = tape
        self.marks = marks
        base = nil
        rootIndex = 0
        places = SourcePlaces(areTold: tellsPlaces)
        parents = ParentIndex()
    }

    /// A view of the same storage with another root or base.
    private init(_ other: Document, rootIndex: Int, base: Base?) {
        source = other.source
        arena = other.arena
        tape = other.tape
        marks = other.marks
        places = other.places
        parents = other.parents
        self.base = base
        self.rootIndex = rootIndex
    }

    /// The same document, with paths and positions below the string `node` that held its text.
    package func embedded(in node: Node) -> Document {
        Document(self, rootIndex: rootIndex, base: Base(path: node.path, position: node.position))
    }

    /// The same document seen from `node`: paths begin there, positions stay those of the file. Copies nothing.
    package func rooted(at node: Node) -> Document {
        let outer = base.map { Base(path: FieldPath(), position: $0.position) }
        return Document(self, rootIndex: node.index, base: outer)
    }

    /// The outermost value.
    package var root: Node { Node(document: self, index: rootIndex) }

    /// The index after the subtree at `index`.
    func end(of index: Int) -> Int {
        let entry = tape[index]
        return entry.isContainer ? Int(entry.next) : index + 1
    }

    /// Line and column, from 1, of the value at `index`.
    func position(of index: Int) -> SourcePosition {
        // A string inside a string: its own line is not a line of the file, so the outer value is what we name.
        if let base { return base.position }
        if !marks.isEmpty {
            return SourcePosition(line: Int(marks[index].line), column: Int(marks[index].column))
        }
        let entry = tape[index]
        return places.position(ofOffset: Int(entry.isContainer ? entry.offset : entry.next), in: source)
    }

    /// The path from the root to the value at `index`: found when asked for, so that walking costs nothing.
    func path(of index: Int) -> FieldPath {
        tape.count < ParentIndex.worthwhile ? pathByDescending(to: index) : pathByParents(of: index)
    }

    private func pathByDescending(to index: Int) -> FieldPath {
        var path = base?.path ?? FieldPath()
        var container = rootIndex
        while container != index, tape[container].isContainer, index > container, index < end(of: container) {
            let isObject = tape[container].kind == .object
            var position = 0
            var child = container + 1
            while true {
                let value = isObject ? child + 1 : child
                let after = end(of: value)
                if index < after {
                    if isObject { path.append(key: text(at: child)) } else { path.append(index: position) }
                    if isObject, index == child { return path }
                    container = value
                    break
                }
                position += 1
                child = after
            }
        }
        return path
    }

    private func pathByParents(of index: Int) -> FieldPath {
        var path = base?.path ?? FieldPath()
        var current = rootIndex
        let steps = parents.steps(from: index, to: rootIndex, in: tape)
        for (depth, step) in steps.enumerated().reversed() {
            current = depth == 0 ? index : steps[depth - 1].parent
            if tape[step.parent].kind == .object {
                path.append(key: text(at: current - step.ordinal))
            } else {
                path.append(index: step.ordinal)
            }
        }
        return path
    }
}
