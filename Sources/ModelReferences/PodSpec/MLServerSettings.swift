import KubernetesModel

/// MLServer's `model-settings.json` from a ConfigMap: `parameters.uri` names the model (mlserver/settings.py).
///
/// Beside the object the file is read. Elsewhere nobody sees it, and whoever edits the ConfigMap changes the model.
struct MLServerSettings {
    let volumes: Volumes
    let configMaps: ConfigMaps
    let files: ShownFiles?

    func references(of container: ContainerFields) -> [FoundReference] {
        guard let mounts = container.volumeMounts else { return [] }
        return mounts.elements.flatMap { node -> [FoundReference] in
            guard let mount = Mount(node), case .configMap(let name, let key) = volumes.backing(of: mount) else {
                return []
            }
            if configMaps.data(of: name) != nil {
                return shown(at: mount).flatMap { read($0, at: Word("", at: node)) }
            }
            guard Self.isFile(key) || Self.isFolder(mount.path) else { return [] }
            return [
                FoundReference(
                    "ConfigMap \(name)", consumer: .mlserver, role: .config, pinning: .unresolved(hidden),
                    suggestion: nameModel, at: .node(node))
            ]
        }
    }

    private func shown(at mount: Mount) -> [ShownFile] {
        files?.files(of: mount).filter { Self.isFile($0.path) || Self.isFile($0.key) } ?? []
    }

    /// A relative `uri` is a file beside the settings and not a reference of its own.
    private func read(_ file: ShownFile, at mount: Word) -> [FoundReference] {
        guard let settings = EmbeddedDocument.parse(file.text) else { return [] }
        let place = mount.at(configMap: file.configMap, key: file.key)
        let loaded = ModelServer.hubReferences(settings[path: "parameters", "extra"], at: place)
        guard let uri = settings[path: "parameters", "uri"]?.nonEmptyString,
            uri.utf8.first == Byte.slash || uri.contains(":/")
        else { return loaded }
        return [FoundReference(place.with(text: uri), consumer: .mlserver)] + loaded
    }

    /// Whether `found` is a directory of a ConfigMap that the input shows, and all settings in there name their models.
    func speakFor(_ found: FoundReference, of container: ContainerFields) -> Bool {
        guard found.consumer == .mlserver, LocalPath.isLocal(found.value), found.pinning == nil else {
            return false
        }
        let path = LocalPath.absolute(found.value, in: container.workingDir?.string)
        guard let mount = volumes.mount(for: path, in: container), mount.path == path,
            case .configMap(let name, _) = volumes.backing(of: mount)
        else { return false }
        // Then what nobody sees is told of the ConfigMap itself.
        guard configMaps.data(of: name) != nil else { return Self.isFolder(mount.path) }
        guard volumes.fileSources(of: mount)?.count == 1 else { return false }
        let settings = shown(at: mount)
        return !settings.isEmpty && settings.allSatisfy { !read($0, at: Word("", at: mount.node)).isEmpty }
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
