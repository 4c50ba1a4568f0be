import KubernetesModel

/// MLServer's `model-settings.json` from a ConfigMap: `parameters.uri` names the model (mlserver/settings.py).
///
/// Beside the object the file is read. Elsewhere nobody sees it, and whoever edits the ConfigMap changes the model.
struct MLServerSettings {
    let volumes: Volumes
    let configMaps: ConfigMaps

    func references(of container: ContainerFields) -> [FoundReference] {
        guard let mounts = container.volumeMounts else { return [] }
        return mounts.elements.flatMap { node -> [FoundReference] in
            guard let mount = Mount(node), case .configMap(let name, let key) = volumes.backing(of: mount) else {
                return []
            }
            if let data = configMaps.data(of: name) { return data.members.compactMap { read($0, of: name, at: node) } }
            guard Self.isFile(key) || Self.isFolder(mount.path) else { return [] }
            return [
                FoundReference(
                    "ConfigMap \(name)", consumer: .mlserver, role: .config, pinning: .unresolved(hidden),
                    suggestion: nameModel, at: .node(node))
            ]
        }
    }

    /// A relative `uri` is a file beside the settings and not a reference of its own.
    private func read(_ member: Node.Member, of configMap: String, at mount: Node) -> FoundReference? {
        guard Self.isFile(member.key), let settings = EmbeddedDocument.parse(member.value),
            let uri = settings[path: "parameters", "uri"]?.nonEmptyString,
            uri.utf8.first == Byte.slash || uri.contains(":/")
        else { return nil }
        return FoundReference(Word(uri, at: mount).at(configMap: configMap, key: member.key), consumer: .mlserver)
    }

    private static func isFile(_ key: String) -> Bool { LocalPath.name(key) == "model-settings.json" }

    private static func isFolder(_ path: String) -> Bool {
        folders.contains { LocalPath.remainder(of: path, below: $0) != nil }
    }

    /// Where MLServer's image and KServe's and Seldon's runtimes look for models.
    private static let folders = ["/mnt/models", "/mnt/agent/models", "/opt/mlserver", "/models"]
}

// MARK: - What the user reads

private let hidden = "a ConfigMap with MLServer's settings that the object does not show, and they name the model"
private let nameModel = "name the model in MLSERVER_MODEL_URI"
