import KubernetesModel

/// What a volume of files is made of: ConfigMaps, and what the object does not show.
enum FileSource {
    /// - Parameter items: which keys are there, and under which paths; nil where all are, under their own names.
    case configMap(name: String, items: [FileItem]?)
    /// Secrets and the like, with the paths that they can have; nil where that can be any.
    case hidden(paths: [String]?)

    /// A `configMap` of a volume, or of a projected one's `sources`.
    init(configMap node: Node) {
        guard let name = node["name"]?.nonEmptyString, (node["items"]?.count ?? 0) <= Self.mostItems else {
            self = .hidden(paths: nil)
            return
        }
        self = .configMap(name: name, items: FileItem.list(node))
    }

    /// One of the `sources` of a projected volume.
    init(projected node: Node) {
        if let map = node["configMap"] {
            self.init(configMap: map)
        } else if let items = node["secret"] ?? node["downwardAPI"] {
            self = .hidden(paths: FileItem.list(items)?.map(\.path))
        } else if let path = node[path: "serviceAccountToken", "path"]?.string {
            self = .hidden(paths: [path])
        } else {
            self = .hidden(paths: nil)
        }
    }

    /// INVARIANT: items are looked through for each mount and each path, so their number is bounded.
    private static let mostItems = 4096
}

/// One of `items`: a key, and the path that it has in the volume.
struct FileItem {
    var key: String
    var path: String

    /// nil where there are none, which means every key.
    static func list(_ source: Node) -> [FileItem]? {
        guard let items = source["items"], items.isArray, items.count > 0 else { return nil }
        return items.elements.compactMap { item in
            guard let path = item["path"]?.string else { return nil }
            return FileItem(key: item["key"]?.string ?? "", path: LocalPath.join(path, ""))
        }
    }
}

extension Volumes {
    /// What the volume of a mount is made of, the later over the earlier; nil where it is no volume of files.
    func fileSources(of mount: Mount) -> [FileSource]? {
        guard mount.claim == nil, let volume = find(mount.volume) else { return nil }
        if let map = volume["configMap"] { return [FileSource(configMap: map)] }
        guard let sources = volume[path: "projected", "sources"] else { return nil }
        return sources.elements.map(FileSource.init(projected:))
    }
}

extension Mount {
    /// Whether nobody can tell which part of the volume is mounted: a variable, or the links by which the kubelet swaps
    /// the files (`..data`).
    var isPartUnknown: Bool {
        subPath.utf8.contains(UInt8(ascii: "$")) || subPath.split(separator: "/").contains { $0.hasPrefix("..") }
    }

    /// Where the file at `path` of the volume is below the mount; nil where `subPath` leaves it out.
    func shown(_ path: String) -> String? {
        guard !subPath.isEmpty, !isPartUnknown else { return path }
        let part = LocalPath.absolute("/" + subPath, in: nil)
        return LocalPath.remainder(of: "/" + path, below: part)
    }
}
