/// One element of an XML document, without its attributes.
package struct XMLElement: Sendable, Hashable {
    /// Without the namespace.
    package let name: String
    /// What stands in it directly, in one piece.
    package var text: String
    package var children: [XMLElement]

    package init(_ name: String, text: String = "", children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first child of that name.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// What stands in the first child of that name.
    package func text(_ name: String) -> String? { self[name]?.text }

    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

/// How much XML is read.
package struct XMLLimits: Sendable, Hashable {
    package var bytes = 16 << 20
    package var depth = 16
    package var elements = 200_000

    package static let standard = XMLLimits()

    package init() {}
}

/// Why bytes are no XML that is read. Nothing of the bytes stands in it.
package struct XMLFailure: Error, Sendable, Hashable {
    package var reason: String
}
