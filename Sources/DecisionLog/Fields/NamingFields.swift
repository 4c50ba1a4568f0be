import KubernetesModel
import ModelReferences

/// The fields of an object that name its models and their context, each whole: what must be written to bring them back.
package struct NamingFields {
    package private(set) var texts: [String: String] = [:]
    private let object: Node

    package init(_ object: Node, _ references: [ModelReference], _ workload: Workload) {
        self.object = object
        for reference in references { add(reference.path) }
        for declaration in workload.declarations { add(declaration.path) }
        for image in workload.images where image.path.description.hasPrefix("spec.transformer.") { add(image.path) }
    }

    private mutating func add(_ path: FieldPath) {
        guard let parts = path.parts, case .index(let index)? = parts.last else { return note(path) }
        // A flag and its value, or a revision, stand beside one another in a list.
        guard let list = list(of: path, index), list.node.count <= Self.mostFields else { return note(path) }
        for index in 0..<list.node.count { note(list.path.appending(index: index)) }
    }

    private func list(of path: FieldPath, _ index: Int) -> (path: FieldPath, node: Node)? {
        let parent = FieldPath(String(path.description.dropLast("[\(index)]".count)))
        guard let node = object.field(at: parent), node.isArray else { return nil }
        return (parent, node)
    }

    private mutating func note(_ path: FieldPath) {
        guard texts.count < Self.mostFields, let text = object.field(at: path)?.scalarText,
            text.utf8.count <= Self.longest
        else { return }
        texts[path.description] = text
    }

    /// A record of an object that is meant to run has a handful of short ones.
    private static let mostFields = 64
    private static let longest = 4096
}
