import KubernetesModel
import PolicyEngine

/// An object as far as some of its fields say it.
package struct FieldSketch {
    package let document: Document

    /// nil where the fields contradict one another, or are more than an object that is meant to run has.
    ///
    /// - Parameter fields: texts by path.
    package init?(_ identity: ObjectIdentity, _ fields: [String: String]) {
        guard fields.count <= Self.mostFields else { return nil }
        var tree = Tree.object([:])
        var all = fields
        all["apiVersion"] = identity.gvk.apiVersion
        all["kind"] = identity.gvk.kind
        all["metadata.name"] = identity.name
        all["metadata.namespace"] = identity.namespace
        for (path, text) in all {
            guard let parts = FieldPath(path).parts, parts.count <= Self.deepest, tree.set(text, at: parts[...]) else {
                return nil
            }
        }
        var json = JSONWriter(capacity: 2048)
        tree.write(to: &json)
        guard let document = try? JSONParser.parse(json.bytes, tellsPlaces: false) else { return nil }
        self.document = document
    }

    private static let mostFields = 512
    private static let deepest = 48
    /// Elements of a list: what stands between those that are known is null.
    fileprivate static let longest = 1024

    private indirect enum Tree {
        case text(String)
        case object([String: Tree])
        case array([Int: Tree])

        /// Whether there is room for it.
        mutating func set(_ text: String, at path: ArraySlice<FieldPath.Part>) -> Bool {
            switch path.first {
            case .key(let key):
                guard case .object(var members) = self else { return false }
                // Held twice it would be copied.
                self = .object([:])
                defer { self = .object(members) }
                return Self.set(text, &members[key], path.dropFirst())
            case .index(let index):
                guard case .array(var elements) = self, index < FieldSketch.longest else { return false }
                self = .array([:])
                defer { self = .array(elements) }
                return Self.set(text, &elements[index], path.dropFirst())
            case nil: return false
            }
        }

        private static func set(_ text: String, _ place: inout Tree?, _ rest: ArraySlice<FieldPath.Part>) -> Bool {
            guard let next = rest.first else {
                guard place == nil else { return false }
                place = .text(text)
                return true
            }
            var tree: Tree
            switch (place.take(), next) {
            case (let known?, _): tree = known
            case (nil, .key): tree = .object([:])
            case (nil, .index): tree = .array([:])
            }
            defer { place = tree }
            return tree.set(text, at: rest)
        }

        func write(to json: inout JSONWriter) {
            switch self {
            case .text(let text): json.value(text)
            case .object(let members):
                json.object { json in
                    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                        json.key(key)
                        value.write(to: &json)
                    }
                }
            case .array(let elements):
                json.array { json in
                    for index in 0...(elements.keys.max() ?? 0) {
                        if let element = elements[index] { element.write(to: &json) } else { json.null() }
                    }
                }
            }
        }
    }
}

extension FieldPath {
    /// Where the object or list is that the field stands in; nil for the root.
    var parent: FieldPath? {
        guard var parts, !parts.isEmpty else { return nil }
        parts.removeLast()
        return parts.reduce(FieldPath()) { path, part in
            switch part {
            case .key(let key): path.appending(key: key)
            case .index(let index): path.appending(index: index)
            }
        }
    }
}
