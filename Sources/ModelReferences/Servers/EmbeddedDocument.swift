import KubernetesModel

/// YAML or JSON that stands in a string of another document.
package enum EmbeddedDocument {
    /// The outermost value, whose path continues that of the string; nil where the text is no document.
    package static func parse(_ node: Node) -> Node? {
        guard let text = node.string, let document = (try? YAMLParser.parse(text))?.first else { return nil }
        return document.embedded(in: node).root
    }
}
