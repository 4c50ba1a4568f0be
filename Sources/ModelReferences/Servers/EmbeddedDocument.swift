import KubernetesModel

/// YAML or JSON that stands in a string: `serveConfigV2`, `runtimeEnvYAML`, lists in ConfigMaps and variables.
package enum EmbeddedDocument {
    /// The document in the string `node`, with paths and positions below it; nil where the text is no object or list.
    package static func parse(_ node: Node) -> Node? {
        guard let text = node.nonEmptyString else { return nil }
        guard let first = text.utf8.first(where: { !Byte.isBlank($0) }) else { return nil }
        if first == Byte.openBrace || first == Byte.openBracket, let document = try? JSONParser.parse(text) {
            return structured(document, in: node)
        }
        // JSON is YAML as well, but YAML has more in it: comments, single quotes, flow style over many lines.
        guard let documents = try? YAMLParser.parse(text), documents.count == 1 else { return nil }
        return structured(documents[0], in: node)
    }

    private static func structured(_ document: Document, in node: Node) -> Node? {
        guard document.root.isObject || document.root.isArray else { return nil }
        return document.embedded(in: node).root
    }
}
