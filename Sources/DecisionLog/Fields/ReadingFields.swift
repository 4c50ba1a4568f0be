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
        // Most need no more than the first: commands, volumes and the rest are kept where they must be.
        for scope in Scope.allCases {
            add(scope, of: workload)
            guard gives(digest, identity, naming) else { continue }
            judged = digest
            return
        }
        texts = marks
    }

    private enum Scope: CaseIterable { case images, surroundings, all }

    private mutating func add(_ scope: Scope, of workload: Workload) {
        switch scope {
        case .images: addImages(of: workload)
        case .surroundings: addSurroundings(of: workload)
        case .all:
            if let spec = object["spec"] { addAll(spec, FieldPath("spec"), depth: 0) }
        }
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
        guard let metadata = object["metadata"] else { return }
        for (map, key) in GitOpsTracking.fields where metadata[map]?[key] != nil {
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
            guard object.field(at: path) != nil else {
                addText(around: path)
                continue
            }
            guard let parent = path.parent else { continue }
            if case .index? = path.parts?.last {
                addCommand(of: parent)
            } else {
                addSiblings(parent)
            }
        }
    }

    /// A text that holds a document of its own, such as the serveConfigV2 of a RayService.
    private mutating func addText(around path: FieldPath) {
        var path = path
        for _ in 0..<Self.deepest {
            guard let parent = path.parent else { return }
            path = parent
            guard let text = object.field(at: path)?.string else { continue }
            if !Secrets.areLikely(in: text) { note(path) }
            return
        }
    }

    /// Every text of the object but values of variables, commands, and what decides only how much runs where.
    private mutating func addAll(_ node: Node, _ path: FieldPath, depth: Int) {
        guard depth < Self.deepest, texts.count < Self.mostFields else { return }
        if node.isArray {
            for (index, element) in node.elements.prefix(Self.mostBeside).enumerated() {
                addAll(element, path.appending(index: index), depth: depth + 1)
            }
        } else if node.isObject {
            // A variable's name and value.
            let isVariable = node["name"] != nil && node["value"] != nil
            for member in node.members.prefix(Self.mostFields) where !Self.left.contains(member.key) {
                guard !isVariable || member.key == "name" else { continue }
                addAll(member.value, path.appending(key: member.key), depth: depth + 1)
            }
        } else if let text = node.string, !Secrets.areLikely(in: text) {
            note(path)
        }
    }

    private static let left: Set<String> = [
        "args", "command", "resources", "livenessProbe", "readinessProbe", "startupProbe", "affinity", "tolerations",
        "nodeSelector", "topologySpreadConstraints", "imagePullSecrets", "ports", "securityContext", "status",
    ]

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
            guard !node.elements.contains(where: { $0.string.map(Secrets.areLikely) ?? false }) else { continue }
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

    private static let mostFields = 128
    private static let mostBeside = 16
    private static let mostBytes = 16_384
    private static let deepest = 24
}

/// Whether a text may hold what must never come to lie in a log. It is only a guess, on the safe side.
enum Secrets {
    static func areLikely(in text: String) -> Bool {
        var seen: [UInt8] = []
        seen.reserveCapacity(text.utf8.count)
        for byte in text.utf8 { seen.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
        let words = String(decoding: seen, as: UTF8.self)
        if marks.contains(where: { words.firstRange(of: $0) != nil }) { return true }
        return hasUser(words)
    }

    /// `https://user:password@host`.
    private static func hasUser(_ text: String) -> Bool {
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            let authority = rest[scheme.upperBound...].utf8.prefix {
                $0 != UInt8(ascii: "/") && $0 > 0x20 && $0 != UInt8(ascii: "\"")
            }
            if authority.contains(UInt8(ascii: "@")), authority.contains(UInt8(ascii: ":")) { return true }
            rest = rest[scheme.upperBound...]
        }
        return false
    }

    private static let marks = [
        "password", "passwd", "secret_key", "secret-key", "client_secret", "api_key", "api-key", "apikey", "access_key",
        "_token:", "-token=", "-token ", "_token=", "token: hf_", "bearer ",
    ]
}
