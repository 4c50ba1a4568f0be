/// Why a text is no document: one sentence, and where.
package struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package var position: SourcePosition

    package init(_ message: String, at position: SourcePosition) {
        self.message = message
        self.position = position
    }

    package var description: String { "\(position): \(message)" }
}

/// How large a document may be. Whatever exceeds one of these is refused with a message that names it.
package struct ParseLimits: Sendable, Hashable {
    /// Bytes of text.
    package var bytes: Int
    /// Containers within containers.
    package var depth: Int
    /// Values and keys, those that aliases repeat included.
    package var nodes: Int
    /// Aliases followed in one YAML document.
    package var aliases: Int
    /// Values and keys that aliases and merge keys repeat in one YAML document.
    package var copies: Int

    package init(
        bytes: Int = 16 << 20, depth: Int = 128, nodes: Int = 2_000_000, aliases: Int = 10_000, copies: Int = 200_000
    ) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.aliases = aliases
        self.copies = copies
    }

    package static let standard = ParseLimits()
}
