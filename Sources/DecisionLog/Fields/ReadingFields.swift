import KubernetesModel
import ModelReferences
import PolicyEngine

/// The fields by which an object's models are read, beside those that name them: images, names of environment variables,
/// commands. Together they give the object back as far as it is judged; where they do not, only what marks an object that
/// comes from Git is kept.
package struct ReadingFields {
    package private(set) var texts: [String: String] = [:]
    /// `Workload.judgedDigest`; empty where what may be kept does not give the object back.
    package private(set) var judged = ""
    private let object: Node
    private var size = 0

    /// nil where the object refers to no model.
    ///
    /// - Parameter naming: what is kept of the object already.
    package init?(_ object: Node, _ workload: Workload, beside naming: [String: String]) {
        guard !workload.references.isEmpty, let identity = ObjectIdentity(object) else { return nil }
        self.object = object
        addTracking()
        let marks = texts
        let digest = workload.judgedDigest
        addImages(of: workload)
        if !gives(digest, identity, naming) {
            // Most need no more than that: what stands in commands is kept where it must be.
            addSurroundings(of: workload)
            guard gives(digest, identity, naming) else {
                texts = marks
                return
            }
        }
        judged = digest
    }

    private func gives(_ digest: String, _ identity: ObjectIdentity, _ naming: [String: String]) -> Bool {
        let all = naming.merging(texts) { named, _ in named }
        guard let sketch = FieldSketch(identity, all),
            let found = try? ReferenceFinder.find(in: sketch.document.root)
        else { return false }
        return found.judgedDigest == digest
    }

    /// Where GitOps controllers say that the object comes from.
    private mutating func addTracking() {
        for (map, key) in GitOpsTracking.fields {
            note(FieldPath("metadata").appending(key: map).appending(key: key))
        }
    }

    private mutating func addImages(of workload: Workload) {
        for image in workload.images {
            note(image.path)
            if let container = image.path.parent { note(container.appending(key: "name")) }
        }
        for reference in workload.references {
            addVariable(reference.path)
            for override in reference.endpointOverrides {
                // A password in an address must not come to lie in a log.
                guard override.value.map({ !$0.utf8.contains(UInt8(ascii: "@")) }) ?? true else { continue }
                note(override.path)
                addVariable(override.path)
            }
        }
    }

    /// The name of an environment variable whose value is meant.
    private mutating func addVariable(_ path: FieldPath) {
        guard let variable = path.parent, case .index? = variable.parts?.last else { return }
        note(variable.appending(key: "name"))
    }

    /// What stands beside the references: the other fields of the same object, and the command that has one as an argument.
    private mutating func addSurroundings(of workload: Workload) {
        for path in Set(workload.references.map(\.path)) {
            guard let parent = path.parent else { continue }
            if case .index? = path.parts?.last {
                addCommand(of: parent)
            } else {
                addSiblings(parent)
            }
        }
    }

    private mutating func addSiblings(_ path: FieldPath) {
        guard let node = object.field(at: path), node.isObject else { return }
        for member in node.members.prefix(Self.mostBeside) {
            if member.value.string != nil {
                note(path.appending(key: member.key))
            } else if member.value.isObject {
                // KServe's `modelFormat.name` and `storage.key`.
                for inner in member.value.members.prefix(Self.mostBeside) where inner.value.string != nil {
                    note(path.appending(key: member.key).appending(key: inner.key))
                }
            }
        }
    }

    private mutating func addCommand(of list: FieldPath) {
        guard let container = list.parent else { return }
        for key in ["command", "args"] {
            let path = container.appending(key: key)
            guard let node = object.field(at: path), node.isArray, node.count <= Self.mostFields else { continue }
            for index in 0..<node.count { note(path.appending(index: index)) }
        }
    }

    private mutating func note(_ path: FieldPath) {
        guard texts.count < Self.mostFields, let node = object.field(at: path), let text = node.string,
            size + text.utf8.count <= Self.mostBytes
        else { return }
        size += text.utf8.count
        texts[path.description] = text
    }

    private static let mostFields = 96
    private static let mostBeside = 16
    private static let mostBytes = 16_384
}
