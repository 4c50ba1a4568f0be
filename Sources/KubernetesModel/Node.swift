/// One value of a parsed document: a cheap view that knows its path and its place in the file.
// Public, though nobody outside of this package sees it: only what is public is inlined into other modules (Swift 6.3),
// and these few lines are most of what reading an object costs.
public struct Node: Sendable {
    public let document: Document
    public let index: Int

    @inlinable init(document: Document, index: Int) {
        self.document = document
        self.index = index
    }

    @inlinable public var kind: Document.Kind { document.entry(at: index).kind }
    @inlinable public var isObject: Bool { kind == .object }
    @inlinable public var isArray: Bool { kind == .array }
    @inlinable public var isString: Bool { kind == .string }
    @inlinable public var isNull: Bool { kind == .null }

    /// The member `key` of an object; nil where this is no object or has no such member.
    @inlinable public subscript(_ key: StaticString) -> Node? {
        guard kind == .object, let value = document.value(of: UnsafeRawBufferPointer(key), inObjectAt: index) else {
            return nil
        }
        return Node(document: document, index: value)
    }

    // A literal is looked up by the bytes that the compiler put there; only other texts need a `String`. Generic, since
    // the compiler prefers a subscript that takes a `String` for literals, disfavoured or not.
    @_disfavoredOverload package subscript<Key: StringProtocol>(_ key: Key) -> Node? {
        guard kind == .object, let value = document.value(of: String(key), inObjectAt: index) else { return nil }
        return Node(document: document, index: value)
    }

    /// The member under the UTF-8 text `key` of an object; nil where this is no object or has no such member.
    package subscript(bytes key: UnsafeRawBufferPointer) -> Node? {
        guard kind == .object, let value = document.value(of: key, inObjectAt: index) else { return nil }
        return Node(document: document, index: value)
    }

    /// The member at the end of `keys`; nil as soon as one is missing.
    package subscript(path keys: StaticString...) -> Node? {
        var index = index
        for key in keys {
            guard document.entry(at: index).kind == .object,
                let next = document.value(of: UnsafeRawBufferPointer(key), inObjectAt: index)
            else { return nil }
            index = next
        }
        return Node(document: document, index: index)
    }

    /// The member at the end of `keys`; nil as soon as one is missing.
    @_disfavoredOverload package subscript<Key: StringProtocol>(path keys: Key...) -> Node? {
        var index = index
        for key in keys {
            guard document.entry(at: index).kind == .object,
                let next = document.value(of: String(key), inObjectAt: index)
            else { return nil }
            index = next
        }
        return Node(document: document, index: index)
    }

    /// The text of a string; nil for every other kind.
    package var string: String? { kind == .string ? document.text(at: index) : nil }

    /// The text of a string that is not empty.
    package var nonEmptyString: String? {
        guard kind == .string, document.entry(at: index).length > 0 else { return nil }
        return document.text(at: index)
    }

    /// The text of a string, number or boolean as it was written (booleans as `true` and `false`).
    package var scalarText: String? {
        switch kind {
        case .string, .number: document.text(at: index)
        case .bool: document.entry(at: index).truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// A number exactly as it was written.
    package var numberText: String? { kind == .number ? document.text(at: index) : nil }

    /// A number that is an integer and fits; `10.0` and `1e1` are 10, as they are to an API server.
    package var int: Int? { numberText.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0) } } }

    package var bool: Bool? { kind == .bool ? document.entry(at: index).truth : nil }

    /// Whether this is the string `text`; costs no copy.
    @inlinable public func isString(_ text: StaticString) -> Bool {
        kind == .string && document.text(at: index, equals: text)
    }
    @_disfavoredOverload package func isString(_ text: String) -> Bool {
        kind == .string && document.text(at: index, equals: text)
    }

    /// Runs `body` on the bytes of a string, without a copy; nil for every other kind.
    @inlinable public func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        kind == .string ? document.withText(at: index, body) : nil
    }

    /// The bytes of a string, where they stay as long as the document does; nil for every other kind.
    ///
    /// Only for those who were handed a node of the document, or keep one: what is merely a local may be let go after its
    /// last use, and the bytes with it.
    @inlinable public var utf8: UnsafeRawBufferPointer? {
        kind == .string ? document.text(of: document.entry(at: index)) : nil
    }

    /// Bytes of text in a string; nil for every other kind.
    @inlinable public var utf8Count: Int? { kind == .string ? Int(document.entry(at: index).length) : nil }

    /// Runs `body` on the bytes that this value was read from, and what little there is up to the next value: escapes are
    /// as they were written. nil where they are not kept, as those of YAML are not.
    package func withSource<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        document.source(of: index).map { source in withExtendedLifetime(document) { body(source) } }
    }

    /// Where in the source this value begins; nil where that is not kept, as it is not of YAML.
    package var sourceOffset: Int? {
        document.source(of: index) == nil ? nil : document.startInSource(of: index)
    }

    /// Where in the source the text of this string stands; nil where an escape stands in it, and for every other kind.
    var textSource: Range<Int>? {
        let entry = document.entry(at: index)
        guard entry.kind == .string, !entry.inArena else { return nil }
        return Int(entry.offset)..<(Int(entry.offset) + Int(entry.length))
    }

    /// Elements of an array, or members of an object.
    @inlinable public var count: Int {
        let entry = document.entry(at: index)
        return entry.isContainer ? Int(entry.length) : 0
    }

    /// The elements of an array; none for every other kind.
    @inlinable public var elements: Elements { Elements(node: self) }

    /// The members of an object in their order; none for every other kind.
    @inlinable public var members: Members { Members(node: self) }

    /// Where this value stands, for example `spec.predictor.model.storageUri`.
    package var path: FieldPath { document.path(of: index) }

    /// Line and column in the file, from 1.
    package var position: SourcePosition { document.position(of: index) }

    /// This value as an object of its own: its path is empty and those of its fields begin at it (`spec…`, where they
    /// were `items[0].spec…` or `request.object.spec…`). Positions stay those of the file; nothing is copied.
    package func asRoot() -> Node { document.rooted(at: self).root }

    public struct Elements: Sequence, Sendable {
        @usableFromInline let node: Node

        @inlinable init(node: Node) { self.node = node }

        @inlinable public func makeIterator() -> Iterator {
            let entry = node.document.entry(at: node.index)
            return Iterator(
                document: node.document, cursor: node.index + 1,
                stop: entry.kind == .array ? Int(entry.next) : node.index + 1)
        }

        @inlinable public var underestimatedCount: Int { node.kind == .array ? node.count : 0 }

        public struct Iterator: IteratorProtocol {
            @usableFromInline let document: Document
            @usableFromInline var cursor: Int
            @usableFromInline let stop: Int

            @inlinable init(document: Document, cursor: Int, stop: Int) {
                self.document = document
                self.cursor = cursor
                self.stop = stop
            }

            @inlinable public mutating func next() -> Node? {
                guard cursor < stop else { return nil }
                defer { cursor = document.end(of: cursor) }
                return Node(document: document, index: cursor)
            }
        }
    }

    public struct Members: Sequence, Sendable {
        @usableFromInline let node: Node

        @inlinable init(node: Node) { self.node = node }

        @inlinable public func makeIterator() -> Iterator {
            let entry = node.document.entry(at: node.index)
            return Iterator(
                document: node.document, cursor: node.index + 1,
                stop: entry.kind == .object ? Int(entry.next) : node.index + 1)
        }

        @inlinable public var underestimatedCount: Int { node.kind == .object ? node.count : 0 }

        public struct Iterator: IteratorProtocol {
            @usableFromInline let document: Document
            @usableFromInline var cursor: Int
            @usableFromInline let stop: Int

            @inlinable init(document: Document, cursor: Int, stop: Int) {
                self.document = document
                self.cursor = cursor
                self.stop = stop
            }

            @inlinable public mutating func next() -> Member? {
                guard cursor < stop else { return nil }
                let value = cursor + 1
                defer { cursor = document.end(of: value) }
                return Member(
                    keyNode: Node(document: document, index: cursor), value: Node(document: document, index: value))
            }
        }
    }

    /// One member of an object. The key is decoded only when asked for.
    public struct Member: Sendable {
        public let keyNode: Node
        public let value: Node

        @inlinable init(keyNode: Node, value: Node) {
            self.keyNode = keyNode
            self.value = value
        }

        package var key: String { keyNode.document.text(at: keyNode.index) }
        @inlinable public func keyEquals(_ text: StaticString) -> Bool { keyNode.isString(text) }
        @_disfavoredOverload package func keyEquals(_ text: String) -> Bool { keyNode.isString(text) }
    }
}
