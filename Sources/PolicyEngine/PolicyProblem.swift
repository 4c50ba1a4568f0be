import KubernetesModel

/// Something that is wrong, or will bite, in a policy directory: where, and what was expected.
package struct PolicyProblem: Sendable, Hashable, Comparable, CustomStringConvertible {
    package enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    package var severity: Severity
    /// As the user named it; empty where no file is to blame.
    package var file: String
    /// nil where the problem is about the file or directory as a whole.
    package var position: SourcePosition?
    package var message: String

    package init(_ severity: Severity, file: String, position: SourcePosition?, message: String) {
        self.severity = severity
        self.file = file
        self.position = position
        self.message = message
    }

    /// `policies/baseline.yaml:7:5: error: unknown field "pinnedModl" …`.
    package var description: String {
        var place = file.isEmpty ? "" : "\(file):"
        if let position { place += "\(position):" }
        return place.isEmpty ? "\(severity.rawValue): \(message)" : "\(place) \(severity.rawValue): \(message)"
    }

    package static func < (left: PolicyProblem, right: PolicyProblem) -> Bool {
        let origin = SourcePosition(line: 0, column: 0)
        return (left.file, left.position ?? origin, left.message)
            < (right.file, right.position ?? origin, right.message)
    }
}

extension [PolicyProblem] {
    /// An error at `node`, or at the document where there is none.
    mutating func error(_ document: PolicyDocument, _ node: Node?, _ message: String) {
        append(PolicyProblem(.error, document, node, message))
    }

    /// The same, of what may be meant.
    mutating func warn(_ document: PolicyDocument, _ node: Node?, _ message: String) {
        append(PolicyProblem(.warning, document, node, message))
    }
}

extension PolicyProblem {
    fileprivate init(_ severity: Severity, _ document: PolicyDocument, _ node: Node?, _ message: String) {
        self.init(severity, file: document.file, position: (node ?? document.root).position, message: message)
    }
}

/// One document of a policy directory, and the file that it stands in.
package struct PolicyDocument: Sendable {
    package var file: String
    package var root: Node
    /// The files that it names, by the path that it writes.
    package var files: [String: AttachedFile]

    package init(file: String, root: Node, files: [String: AttachedFile] = [:]) {
        self.file = file
        self.root = root
        self.files = files
    }
}
