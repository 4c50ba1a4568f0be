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
        /// For `bool`: its value.
        var truth: Bool = false
        /// Scalars: where the text begins. Containers: where the value begins in the source.
        var offset: UInt32
        /// Scalars: bytes of text. Containers: elements, or members.
        var length: UInt32
        /// Containers: the index after the whole subtree. Scalars: where the value begins in the source.
        var next: UInt32
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

    /// The outer place of an embedded document.
    struct Base: Sendable {
        let path: FieldPath
        let position: SourcePosition
    }

    init(source: [UInt8], arena: [UInt8], tape: [Entry], marks: [Mark] = [], base: Base? = nil) {
        self.source = source
        self.arena = arena
        self.tape = tape
        self.marks = marks
        self.base = base
    }

    /// The same document, with paths and positions below the string `node` that held its text.
    package func embedded(in node: Node) -> Document {
        Document(
            source: source, arena: arena, tape: tape, marks: marks,
            base: Base(path: node.path, position: node.position))
    }

    /// The outermost value.
    package var root: Node { Node(document: self, index: 0) }

    /// The index after the subtree at `index`.
    func end(of index: Int) -> Int {
        let entry = tape[index]
        return entry.kind == .array || entry.kind == .object ? Int(entry.next) : index + 1
    }

    /// Runs `body` with the UTF-8 text of the scalar at `index`, without copying it.
    func withText<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let entry = tape[index]
        let start = Int(entry.offset)
        let range = start..<(start + Int(entry.length))
        if entry.inArena {
            return arena.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        }
        return source.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Whether the text of the scalar at `index` is `text`.
    func text(at index: Int, equals text: String) -> Bool {
        let utf8 = text.utf8
        guard Int(tape[index].length) == utf8.count else { return false }
        return withText(at: index) { bytes in
            utf8.withContiguousStorageIfAvailable { bytes.elementsEqual($0) } ?? bytes.elementsEqual(utf8)
        }
    }

    /// The text of the scalar at `index`.
    func text(at index: Int) -> String {
        withText(at: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// The index of the value under `key` in the object at `index`.
    func value(of key: String, inObjectAt index: Int) -> Int? {
        let stop = Int(tape[index].next)
        var cursor = index + 1
        while cursor < stop {
            let value = cursor + 1
            if text(at: cursor, equals: key) { return value }
            cursor = end(of: value)
        }
        return nil
    }

    /// Line and column, from 1, of the value at `index`.
    func position(of index: Int) -> SourcePosition {
        let inner: SourcePosition
        if !marks.isEmpty {
            inner = SourcePosition(line: Int(marks[index].line), column: Int(marks[index].column))
        } else {
            let entry = tape[index]
            let container = entry.kind == .array || entry.kind == .object
            inner = SourcePosition(offset: Int(container ? entry.offset : entry.next), in: source)
        }
        // A string inside a string: its own line is not a line of the file, so the outer value is what we name.
        return base?.position ?? inner
    }

    /// The path from the root to the value at `index`: found by descending, so that walking costs nothing.
    func path(of index: Int) -> FieldPath {
        var path = base?.path ?? FieldPath()
        var container = 0
        while container != index {
            let entry = tape[container]
            var cursor = container + 1
            var position = 0
            var found = false
            let stop = end(of: container)
            while cursor < stop {
                let value = entry.kind == .object ? cursor + 1 : cursor
                let after = end(of: value)
                if index >= cursor && index < after {
                    if entry.kind == .object {
                        path.append(key: text(at: cursor))
                        if index == cursor { return path }
                    } else {
                        path.append(index: position)
                    }
                    container = value
                    found = true
                    break
                }
                position += 1
                cursor = after
            }
            if !found { return path }
        }
        return path
    }
}
