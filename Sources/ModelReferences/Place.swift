import KubernetesModel

/// Where something was written; found only when somebody asks, since few values are ever named in a message.
package enum Place: Sendable, Hashable {
    case node(Node)
    case at(FieldPath, SourcePosition)

    package var path: FieldPath {
        switch self {
        case .node(let node): node.path
        case .at(let path, _): path
        }
    }

    package var position: SourcePosition {
        switch self {
        case .node(let node): node.position
        case .at(_, let position): position
        }
    }

    package static func == (left: Place, right: Place) -> Bool {
        if case .node(let ours) = left, case .node(let theirs) = right, ours.index == theirs.index,
            ours.document === theirs.document
        {
            return true
        }
        return left.path == right.path && left.position == right.position
    }

    /// Places are compared and not told apart by their hash, which would have to find them.
    package func hash(into hasher: inout Hasher) {}
}
