/// One value of a parsed document: a cheap view that knows its path and its place in the file.
package struct Node: Sendable {
    package let document: Document
    package let index: Int

    init(document: Document, index: Int) {
        self.document = document
        self.index = index
    }

    package var kind: Document.Kind { document.tape[index].kind }
    package var isObject: Bool { kind == .object }
    package var isArray: Bool { kind == .array }
    package var isNull: Bool { kind == .null }

    /// The member `key` of an object; nil where this is no object or has no such member.
    package subscript(_ key: String) -> Node? {
        guard kind == .object, let value = document.value(of: key, inObjectAt: index) else { return nil }
        return Node(document: document, index: value)
    }

    /// The member at the end of `keys`; nil as soon as one is missing.
    package subscript(path keys: String...) -> Node? {
        var index = index
        for key in keys {
            guard document.tape[index].kind == .object, let next = document.value(of: key, inObjectAt: index) else {
                return nil
            }
            index = next
        }
        return Node(document: document, index: index)
    }

    /// The text of a string; nil for every other kind.
    package var string: String? { kind == .string ? document.text(at: index) : nil }

    /// The text of a string that is not empty.
    package var nonEmptyString: String? {
        guard kind == .string, document.tape[index].length > 0 else { return nil }
        return document.text(at: index)
    }

    /// The text of a string, number or boolean as it was written (booleans as `true` and `false`).
    package var scalarText: String? {
        switch kind {
        case .string, .number: document.text(at: index)
        case .bool: document.tape[index].truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// A number exactly as it was written.
    package var numberText: String? { kind == .number ? document.text(at: index) : nil }

    /// A number that is an integer and fits; `10.0` and `1e1` are 10, as they are to an API server.
    package var int: Int? { numberText.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0) } } }

    package var bool: Bool? { kind == .bool ? document.tape[index].truth : nil }

    /// Whether this is the string `text`; costs no copy.
    package func isString(_ text: String) -> Bool { kind == .string && document.text(at: index, equals: text) }

    /// Runs `body` on the bytes of a string, without a copy; nil for every other kind.
    package func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        kind == .string ? document.withText(at: index, body) : nil
    }

    /// Elements of an array, or members of an object.
    package var count: Int {
        switch kind {
        case .array, .object: Int(document.tape[index].length)
        case .null, .bool, .number, .string: 0
        }
    }

    /// The elements of an array; none for every other kind.
    package var elements: Elements { Elements(node: self) }

    /// The members of an object in their order; none for every other kind.
    package var members: Members { Members(node: self) }

    /// Where this value stands, for example `spec.predictor.model.storageUri`.
    package var path: FieldPath { document.path(of: index) }

    /// Line and column in the file, from 1.
    package var position: SourcePosition { document.position(of: index) }

    /// This value as an object of its own: its path is empty and those of its fields begin at it (`spec…`, where they
    /// were `items[0].spec…` or `request.object.spec…`). Positions stay those of the file; nothing is copied.
    package func asRoot() -> Node { document.rooted(at: self).root }

    package struct Elements: Sequence, Sendable {
        let node: Node

        package func makeIterator() -> Iterator {
            let isArray = node.kind == .array
            return Iterator(
                document: node.document, cursor: node.index + 1,
                stop: isArray ? node.document.end(of: node.index) : node.index + 1)
        }

        package struct Iterator: IteratorProtocol {
            let document: Document
            var cursor: Int
            let stop: Int

            package mutating func next() -> Node? {
                guard cursor < stop else { return nil }
                defer { cursor = document.end(of: cursor) }
                return Node(document: document, index: cursor)
            }
        }
    }

    package struct Members: Sequence, Sendable {
        let node: Node

        package func makeIterator() -> Iterator {
            let isObject = node.kind == .object
            return Iterator(
                document: node.document, cursor: node.index + 1,
                stop: isObject ? node.document.end(of: node.index) : node.index + 1)
        }

        package struct Iterator: IteratorProtocol {
            let document: Document
            var cursor: Int
            let stop: Int

            package mutating func next() -> Member? {
                guard cursor < stop else { return nil }
                let value = cursor + 1
                defer { cursor = document.end(of: value) }
                return Member(
                    keyNode: Node(document: document, index: cursor), value: Node(document: document, index: value))
            }
        }
    }

    /// One member of an object. The key is decoded only when asked for.
    package struct Member: Sendable {
        package let keyNode: Node
        package let value: Node

        package var key: String { keyNode.document.text(at: keyNode.index) }
        package func keyEquals(_ text: String) -> Bool { keyNode.isString(text) }
    }
}
