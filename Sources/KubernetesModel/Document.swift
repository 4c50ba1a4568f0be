/// One parsed JSON or YAML document, kept as a flat tape over the bytes it was read from.
///
/// Strings and numbers stay where they were read and are decoded only when somebody asks, so an object of which
/// a few fields matter costs little more than reading its bytes once.
public final class Document: @unchecked Sendable {
    /// What one value is.
    @frozen public enum Kind: UInt8, Sendable {
        case null, bool, number, string, array, object
    }

    /// One value on the tape: 16 bytes.
    @usableFromInline struct Entry: Sendable, BitwiseCopyable {
        @usableFromInline var kind: Kind
        /// For scalars: whether the text stands in `arena` and not in `source`. For `bool`: unused.
        @usableFromInline var inArena: Bool = false
        /// For `bool`: its value. For a number in YAML: whether it is no integer. For a key in YAML: whether it merges.
        @usableFromInline var truth: Bool = false
        /// YAML, while a document is read: an infinity or not-a-number, which only a key may be.
        var isNotFinite: Bool = false
        /// Scalars: where the text begins. Containers: where the value begins in the source.
        @usableFromInline var offset: UInt32
        /// Scalars: bytes of text. Containers: elements, or members.
        @usableFromInline var length: UInt32
        /// Containers: the index after the whole subtree. Scalars: where the value begins in the source.
        @usableFromInline var next: UInt32

        @inline(__always) init(
            kind: Kind, inArena: Bool = false, truth: Bool = false, offset: UInt32, length: UInt32, next: UInt32
        ) {
            self.kind = kind
            self.inArena = inArena
            self.truth = truth
            self.offset = offset
            self.length = length
            self.next = next
        }

        @inlinable var isContainer: Bool { kind.rawValue >= Kind.array.rawValue }
    }

    /// Line and column of one value; YAML only, since JSON's follow from the offset.
    struct Mark: Sendable {
        var line: UInt32
        var column: UInt32
    }

    /// Owns what the pointers below point to.
    let storage: DocumentStorage
    @usableFromInline let entries: UnsafePointer<Entry>
    @usableFromInline let sourceStart: UnsafePointer<UInt8>
    @usableFromInline let arenaStart: UnsafePointer<UInt8>

    /// Where this document stands when its text was a string inside another one (`serveConfigV2`, JSON in env).
    let base: Base?
    /// The value that `root` names and that paths begin at.
    let rootIndex: Int

    /// nil where nobody will be told a place.
    private let places: SourcePlaces?
    /// nil where the document is so small that descending is as good.
    private let parents: ParentIndex?

    /// The outer place of an embedded document.
    struct Base: Sendable {
        let path: FieldPath
        let position: SourcePosition
    }

    /// - Parameter tellsPlaces: whether anybody will be told a line and a column; nobody is of a request.
    init(_ storage: DocumentStorage, tellsPlaces: Bool) {
        self.storage = storage
        entries = UnsafePointer(storage.tape)
        sourceStart = UnsafePointer(storage.source)
        arenaStart = UnsafePointer(storage.arena)
        base = nil
        rootIndex = 0
        places = tellsPlaces && storage.marks.isEmpty ? SourcePlaces() : nil
        parents = storage.tapeCount < ParentIndex.worthwhile ? nil : ParentIndex()
    }

    /// A view of the same storage with another root or base.
    private init(_ other: Document, rootIndex: Int, base: Base?) {
        storage = other.storage
        entries = other.entries
        sourceStart = other.sourceStart
        arenaStart = other.arenaStart
        places = other.places
        parents = other.parents
        self.base = base
        self.rootIndex = rootIndex
    }

    /// All entries.
    var tape: UnsafeBufferPointer<Entry> { UnsafeBufferPointer(start: entries, count: storage.tapeCount) }

    /// The same document, with paths and positions below the string `node` that held its text.
    package func embedded(in node: Node) -> Document {
        Document(self, rootIndex: rootIndex, base: Base(path: node.path, position: node.position))
    }

    /// The same document seen from `node`: paths begin there, positions stay those of the file. Copies nothing.
    package func rooted(at node: Node) -> Document {
        let outer = base.map { Base(path: FieldPath(), position: $0.position) }
        return Document(self, rootIndex: node.index, base: outer)
    }

    /// Whether both are views of one parsed text, so that an index means the same value in both.
    package func sharesStorage(with other: Document) -> Bool { storage === other.storage }

    /// The outermost value.
    package var root: Node { Node(document: self, index: rootIndex) }

    /// The value at `index`, which was the index of a node of this document.
    @inlinable public func node(at index: Int) -> Node { Node(document: self, index: index) }

    /// The entry at `index`.
    // A document may be let go after its last use, and inlined the last use would be reading `entries`, before what that
    // points to is read; so its life is extended.
    @inlinable @inline(__always) func entry(at index: Int) -> Entry { withExtendedLifetime(self) { entries[index] } }

    /// What the value at `index` is. For walks by index, which cost no count of who holds the document.
    @inlinable public func kind(at index: Int) -> Kind { entry(at: index).kind }

    /// The bytes of the string at `index`, where they stay as long as the document does; nil for every other kind.
    @inlinable public func utf8(at index: Int) -> UnsafeRawBufferPointer? {
        let entry = entry(at: index)
        return entry.kind == .string ? text(of: entry) : nil
    }

    /// The index after the subtree at `index`.
    @inlinable public func end(of index: Int) -> Int {
        let entry = entry(at: index)
        return entry.isContainer ? Int(entry.next) : index + 1
    }

    /// JSON: where the value at `index` begins in the source.
    func startInSource(of index: Int) -> Int {
        let entry = entry(at: index)
        return Int(entry.isContainer ? entry.offset : entry.next)
    }

    /// JSON: the bytes from where the value at `index` begins to where the next one does; nil for what is not in the source.
    func source(of index: Int) -> UnsafeRawBufferPointer? {
        guard storage.sourceCount > 0 else { return nil }
        let start = startInSource(of: index)
        let next = end(of: index)
        let stop = next < storage.tapeCount ? startInSource(of: next) : storage.sourceCount
        return UnsafeRawBufferPointer(start: sourceStart + start, count: stop - start)
    }

    /// Line and column, from 1, of the value at `index`.
    func position(of index: Int) -> SourcePosition {
        // A string inside a string: its own line is not a line of the file, so the outer value is what we name.
        if let base { return base.position }
        guard storage.marks.isEmpty else { return storage.marks[index].position }
        guard let places else { return SourcePosition(line: 1, column: 1) }
        return places.position(
            ofOffset: startInSource(of: index),
            in: UnsafeRawBufferPointer(start: sourceStart, count: storage.sourceCount))
    }

    /// The path from the root to the value at `index`: found when asked for, so that walking costs nothing.
    func path(of index: Int) -> FieldPath {
        parents.map { pathByParents($0, of: index) } ?? pathByDescending(to: index)
    }

    private func pathByDescending(to index: Int) -> FieldPath {
        var steps: [FieldPath.Step] = []
        steps.reserveCapacity(16)
        var container = rootIndex
        search: while container != index, tape[container].isContainer, index > container, index < end(of: container) {
            let isObject = tape[container].kind == .object
            var position = 0
            var child = container + 1
            while true {
                let value = isObject ? child + 1 : child
                let after = end(of: value)
                if index < after {
                    steps.append(isObject ? .key(text(of: entries[child])) : .index(position))
                    if isObject, index == child { break search }
                    container = value
                    break
                }
                position += 1
                child = after
            }
        }
        return withExtendedLifetime(self) { (base?.path ?? FieldPath()).appending(steps) }
    }

    private func pathByParents(_ parents: ParentIndex, of index: Int) -> FieldPath {
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
