import KubernetesModel

/// The files of a container whose text the input shows: those of ConfigMaps that stand beside the object.
struct ShownFiles: Sendable {
    let mounts: [Mount]
    let volumes: Volumes
    let configMaps: ConfigMaps
    let workingDirectory: String?

    /// The file at `path`; nil where there is none, or where one that nobody sees may lie over it.
    func file(at path: String) -> ShownFile? {
        let path = LocalPath.absolute(path, in: workingDirectory)
        guard let mount = volumes.mount(for: path, among: mounts), !mount.isPartUnknown,
            let sources = volumes.fileSources(of: mount)
        else { return nil }
        let inner = String(LocalPath.absolute("/" + LocalPath.join(mount.subPath, mount.rest), in: nil).dropFirst())
        for source in sources.reversed() {
            switch source {
            case .hidden(let paths):
                if paths?.contains(inner) ?? true { return nil }
            case .configMap(let name, let items):
                guard let key = Self.key(of: inner, items) else { continue }
                guard let data = configMaps.data(of: name) else { return nil }
                if let text = data[key], text.isString {
                    return ShownFile(path: path, configMap: name, key: key, text: text)
                }
                if items != nil { return nil }
            }
        }
        return nil
    }

    /// The key behind a path of the volume; the last of two items with one path is written last.
    private static func key(of path: String, _ items: [FileItem]?) -> String? {
        guard let items else { return path }
        return items.last { $0.path == path }?.key
    }

    /// The files that one mount shows: keys that `items` and `subPath` leave out are not in the container.
    func files(of mount: Mount) -> [ShownFile] {
        guard let sources = volumes.fileSources(of: mount) else { return [] }
        var found: [ShownFile] = []
        for case .configMap(let name, let items) in sources {
            guard let data = configMaps.data(of: name) else { continue }
            if let items {
                for item in items {
                    guard let text = data[item.key] else { continue }
                    add(text, item.path, item.key, of: name, mount, to: &found)
                }
            } else {
                for member in data.members { add(member.value, member.key, member.key, of: name, mount, to: &found) }
            }
        }
        return found
    }

    private func add(
        _ text: Node, _ path: String, _ key: String, of configMap: String, _ mount: Mount, to found: inout [ShownFile]
    ) {
        guard text.isString, let rest = mount.shown(path) else { return }
        let place = rest.isEmpty ? mount.path : LocalPath.absolute(rest, in: mount.path)
        found.append(ShownFile(path: place, configMap: configMap, key: key, text: text))
    }

    /// The files at or below a directory.
    func files(below directory: String) -> [ShownFile] {
        let directory = LocalPath.absolute(directory, in: workingDirectory)
        // INVARIANT: each file is looked for among all mounts, so their number is bounded.
        guard mounts.count <= Self.mostMounts else { return [] }
        return mounts.flatMap { mount -> [ShownFile] in
            guard
                LocalPath.remainder(of: mount.path, below: directory) != nil
                    || LocalPath.remainder(of: directory, below: mount.path) != nil
            else { return [] }
            return files(of: mount).filter { file in
                LocalPath.remainder(of: file.path, below: directory) != nil
                    && volumes.mount(for: file.path, among: mounts)?.path == mount.path
            }
        }
    }

    static let mostMounts = 256
    /// INVARIANT: each container reads each script for itself, so what the containers of a pod read together is bounded.
    static let mostBytes = 8 << 20
}

/// One file of a ConfigMap.
struct ShownFile: Sendable {
    /// In the container.
    var path: String
    var configMap: String
    var key: String
    /// The string in the ConfigMap.
    var text: Node

    /// Its text, with the ConfigMap as the place; `use` is where the object names or mounts it.
    func word(from use: Word) -> Word { place(from: use).with(text: text.string ?? "") }

    /// The same place without the text, for what is only a part of it.
    func place(from use: Word) -> Word { use.known("").at(configMap: configMap, key: key) }

    /// A value at `node` of the document that the file holds.
    func word(_ value: String, at node: Node, from use: Word) -> Word {
        Word(value, path: FieldPath("ConfigMap \(configMap).\(node.path)"), position: use.position)
    }

    /// The directory that it stands in.
    var directory: String { String(path.dropLast(LocalPath.name(path).count)) }
}
