import KubernetesModel
import RemoteServices

/// One file of a kubeconfig: its clusters, users and contexts by name.
struct KubeconfigFile: Sendable {
    let path: String
    let currentContext: String?
    let clusters: [String: KubeconfigEntry]
    let users: [String: KubeconfigEntry]
    let contexts: [String: KubeconfigEntry]

    init(path: String, bytes: [UInt8]) throws(ClusterFailure) {
        let documents: [Document]
        do throws(ParseError) {
            documents = try YAMLParser.parse(bytes, limits: ParseLimits(bytes: 4 << 20, nodes: 200_000))
        } catch {
            throw ClusterFailure(.settings, "\(path):\(error.position.line): \(error.message)")
        }
        self.path = path
        // kubectl reads the first document, and takes an empty file for an empty configuration.
        guard let root = documents.first?.root, !root.isNull else {
            (currentContext, clusters, users, contexts) = (nil, [:], [:], [:])
            return
        }
        guard root.isObject, documents.count == 1 else { throw ClusterFailure(.settings, "\(path): \(noKubeconfig)") }
        if let kind = root["kind"], !kind.isString("Config") {
            throw ClusterFailure(.settings, "\(path):\(kind.position.line): \(otherKind(kind))")
        }
        currentContext = root["current-context"]?.nonEmptyString
        clusters = try Self.entries(root["clusters"], "cluster", path)
        users = try Self.entries(root["users"], "user", path)
        contexts = try Self.entries(root["contexts"], "context", path)
    }

    /// Lists of `{name: …, FIELD: {…}}`.
    private static func entries(
        _ list: Node?, _ field: String, _ path: String
    ) throws(ClusterFailure) -> [String: KubeconfigEntry] {
        var entries: [String: KubeconfigEntry] = [:]
        guard let list, !list.isNull else { return entries }
        guard list.isArray else { throw ClusterFailure(.settings, "\(path):\(list.position.line): \(noList(field))") }
        for item in list.elements {
            let place = "\(path):\(item.position.line)"
            guard let name = item["name"]?.scalarText, !name.isEmpty else {
                throw ClusterFailure(.settings, "\(place): \(noName(field))")
            }
            let content = item[field]
            guard content?.isObject != false || content?.isNull == true else {
                throw ClusterFailure(.settings, "\(place): \(noMap(field))")
            }
            let entry = KubeconfigEntry(kind: field, name: name, node: content, path: path)
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw ClusterFailure(.settings, "\(place): \(twice(field, name))")
            }
        }
        return entries
    }
}

// What an operator reads.

private let noKubeconfig = "this is no kubeconfig: one has a single document, a map with clusters, users and contexts"
private func otherKind(_ kind: Node) -> String {
    "this is no kubeconfig: its kind is \(quoted(kind.scalarText ?? "", limit: 60)) and not Config"
}
private func noList(_ field: String) -> String { "\(field)s is no list" }
private func noName(_ field: String) -> String { "a \(field) has no name" }
private func noMap(_ field: String) -> String { "\(field) is no map" }
private func twice(_ field: String, _ name: String) -> String { "two \(field)s are named \(quoted(name, limit: 120))" }
