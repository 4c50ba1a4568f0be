import KubernetesModel
import ModelReferences

/// Where a reference stands: a value of a document, which may itself be the text of a string in another one.
struct Site {
    /// The documents from the outermost to the one that holds the value.
    let layers: [Layer]
    /// The value, in the innermost document.
    let node: Node
    /// The maps and lists that hold the value, from the nearest to the root of its document.
    let ancestors: [Node]

    struct Layer {
        let document: SourceDocument
        /// The string of the next outer layer that holds this one; nil for the outermost.
        let holder: (node: Node, source: ScalarSource)?
    }

    /// The innermost document.
    var document: SourceDocument { layers[layers.count - 1].document }

    /// - Parameters:
    ///   - path: below `object`, and on into the documents that its strings hold.
    ///   - object: a value of `document`.
    static func find(_ path: FieldPath, in object: Node, of document: SourceDocument) -> Site? {
        find(path.description[...], below: object, layers: [Layer(document: document, holder: nil)], deeper: 3)
    }

    private static func find(_ path: Substring, below root: Node, layers: [Layer], deeper: Int) -> Site? {
        var (node, rest) = (root, path)
        var trail: [Node] = []
        while !rest.isEmpty, let step = step(into: node, along: rest) {
            trail.append(node)
            (node, rest) = step
        }
        guard !rest.isEmpty else { return Site(layers: layers, node: node, ancestors: trail.reversed()) }
        // What is left leads into a text that is a document of its own.
        guard deeper > 0, node.isString, let source = layers.last?.document.scalar(node),
            let inner = try? SourceDocument(source.text), let innerRoot = inner.roots.first
        else { return nil }
        return find(
            rest.first == "." ? rest.dropFirst() : rest, below: innerRoot,
            layers: layers + [Layer(document: inner, holder: (node, source))], deeper: deeper - 1)
    }

    /// The child that `path` begins with, and what follows.
    private static func step(into node: Node, along path: Substring) -> (Node, Substring)? {
        if node.isArray {
            for (index, element) in node.elements.enumerated() {
                if let rest = behind("[\(index)]", path) { return (element, rest) }
            }
        }
        for member in node.members {
            let key = FieldPath().appending(key: member.key).description
            if let rest = behind(key, path) ?? behind(".\(key)", path) { return (member.value, rest) }
        }
        return nil
    }

    /// What follows `step`, where it ends a step.
    private static func behind(_ step: String, _ path: Substring) -> Substring? {
        guard path.hasPrefix(step) else { return nil }
        let rest = path.dropFirst(step.count)
        return rest.isEmpty || rest.first == "." || rest.first == "[" ? rest : nil
    }

    /// The edits of the file that make these edits of the innermost text; nil where a text in between cannot hold them.
    func lifted(_ edits: [TextEdit]) -> [TextEdit]? {
        var edits = edits
        for (index, layer) in layers.enumerated().reversed() {
            guard let holder = layer.holder, index > 0 else { return edits }
            let outer = layers[index - 1].document
            var lifted: [TextEdit] = []
            for edit in edits {
                let text = String(decoding: edit.replacement, as: UTF8.self)
                guard let edit = holder.source.replacing(edit.range, with: text, lineEnd: outer.lineEnd) else {
                    return nil
                }
                lifted.append(edit)
            }
            edits = lifted
        }
        return edits
    }
}
