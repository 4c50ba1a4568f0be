import KubernetesModel
import ModelReferences
import Testing

/// The references of the first object in a YAML text; the ConfigMaps among the others stand beside it.
func workload(_ text: String, location: SourceLocation = #_sourceLocation) throws -> Workload {
    let documents = try YAMLParser.parse(text)
    let object = try #require(documents.first?.root, sourceLocation: location)
    var maps: [String: Node] = [:]
    for document in documents.dropFirst() where document.root["kind"]?.isString("ConfigMap") ?? false {
        let identity = ObjectIdentity(document.root)
        maps["\(identity?.namespace ?? "")/\(identity?.name ?? "")"] = document.root
    }
    return try ReferenceFinder.find(in: object, context: FinderContext(configMaps: maps))
}

/// A Pod of one container with these lines, and these lines beside the containers.
func pod(_ container: String, beside: String = "") -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec:
      containers:
      - name: main
    \(indented(container, 4))
    \(indented(beside, 2))
    """
}

func indented(_ text: String, _ spaces: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String(repeating: " ", count: spaces) + $0 }.joined(separator: "\n")
}

/// `value (role) pinning`, as tables compare it; the role is left out where it is the model.
func summary(_ references: [ModelReference]) -> [String] {
    references.map { reference in
        let role = reference.role == .model ? "" : " (\(reference.role.rawValue))"
        return "\(reference.value)\(role) \(reference.pinning.name)"
    }
}

let imageDigest = "sha256:" + String(repeating: "a", count: 64)
