import KubernetesModel

/// What stands behind a path in a container.
enum Backing {
    /// No volume: the path is in the container's image.
    case image
    /// A place that can be named: `pvc://claim/path`, `nfs://server/path`, `gs://bucket/path`.
    case named(String, isLive: Bool)
    /// Scratch space of the pod: what a container puts there.
    case scratch(volume: String, path: String)
    /// The files of another image.
    case imageVolume(Node)
    case configMap(name: String, path: String)
    /// A volume of which the object does not say what it holds.
    case unknown(String)
}

/// The volumes of one pod.
struct Volumes {
    let all: Node.Elements?
    /// By name where there are many: each mount looks for one.
    private let byName: [String: Node]?

    init(_ podSpec: Node?) {
        let list = podSpec?["volumes"]
        all = list?.elements
        guard let list, list.isArray, list.count > 16 else {
            byName = nil
            return
        }
        byName = Dictionary(
            list.elements.compactMap { volume in volume["name"]?.string.map { ($0, volume) } },
            uniquingKeysWith: { first, _ in first })
    }

    func find(_ name: Node) -> Node? {
        guard let all, let text = name.string else { return nil }
        if let byName { return byName[text] }
        return all.first { $0["name"]?.isString(text) ?? false }
    }

    /// The mount of `container` that `path` (absolute, normalised) lies on: the one with the longest path.
    func mount(for path: String, in container: ContainerFields) -> Mount? {
        mount(for: path, among: container.mounts)
    }

    func mount(for path: String, among mounts: [Mount]) -> Mount? {
        var best: Mount?
        for mount in mounts {
            guard let rest = LocalPath.remainder(of: path, below: mount.path) else { continue }
            if let best, best.path.utf8.count >= mount.path.utf8.count { continue }
            best = mount
            best?.rest = rest
        }
        return best
    }

    /// What is behind `path` in `container`.
    func backing(of path: String, in container: ContainerFields) -> Backing {
        guard let mount = mount(for: path, in: container) else { return .image }
        return backing(of: mount)
    }

    func backing(of mount: Mount) -> Backing {
        if let claim = mount.claim {
            // What Kubernetes would refuse as a name is a placeholder, and names nothing.
            return Self.isName(claim)
                ? .named("pvc://" + LocalPath.join(claim, mount.rest), isLive: true) : .unknown(claim)
        }
        guard let volume = find(mount.volume) else {
            return .unknown(mount.volume.string ?? "")
        }
        let path = LocalPath.join(mount.subPath, mount.rest)
        for member in volume.members where member.value.isObject {
            if let backing = Self.backing(member, volume: volume, path: path) { return backing }
        }
        return .unknown(mount.volume.string ?? "")
    }

    private static func backing(_ source: Node.Member, volume: Node, path: String) -> Backing? {
        let node = source.value
        switch source.key {
        case "persistentVolumeClaim":
            // What Kubernetes would refuse as a name is a placeholder, and names nothing.
            guard let claim = node["claimName"]?.nonEmptyString, isName(claim) else { return nil }
            return .named("pvc://" + LocalPath.join(claim, path), isLive: true)
        case "hostPath":
            return node["path"]?.nonEmptyString.map { .named("hostPath:/" + LocalPath.join($0, path), isLive: true) }
        case "nfs":
            guard let server = node["server"]?.nonEmptyString, let root = node["path"]?.nonEmptyString else {
                return nil
            }
            return .named("nfs://\(server)/" + LocalPath.join(root, path), isLive: true)
        case "csi": return csi(node, path: path)
        case "image": return node["reference"].map { .imageVolume($0) }
        case "emptyDir", "ephemeral": return .scratch(volume: volume["name"]?.string ?? "", path: path)
        case "configMap": return node["name"]?.nonEmptyString.map { .configMap(name: $0, path: key(path, in: node)) }
        case "projected": return projected(node, path: path)
        case "gitRepo":
            return node["repository"]?.nonEmptyString.map { .named("git+" + $0, isLive: true) }
        default: return nil
        }
    }

    /// Buckets that a driver shows as a directory. Attributes: the drivers' own documentation.
    private static func csi(_ node: Node, path: String) -> Backing? {
        guard let driver = node["driver"]?.nonEmptyString, let attributes = node["volumeAttributes"] else { return nil }
        switch driver {
        case "gcsfuse.csi.storage.gke.io": return bucket("gs", attributes["bucketName"], path)
        case "s3.csi.aws.com": return bucket("s3", attributes["bucketName"], path)
        case "blob.csi.azure.com":
            guard let account = attributes["storageAccount"]?.nonEmptyString,
                let container = attributes["containerName"]?.nonEmptyString, isName(account), isName(container)
            else { return nil }
            return .named(
                "https://\(account).blob.core.windows.net/" + LocalPath.join(container, path), isLive: true)
        default: return nil
        }
    }

    private static func bucket(_ scheme: String, _ name: Node?, _ path: String) -> Backing? {
        // `_` mounts every bucket of the project: the first directory is then the bucket.
        guard let name = name?.nonEmptyString, name != "_" else {
            return name == nil ? nil : .named("\(scheme)://\(path)", isLive: true)
        }
        return isName(name) ? .named("\(scheme)://" + LocalPath.join(name, path), isLive: true) : nil
    }

    private static func projected(_ node: Node, path: String) -> Backing? {
        guard let sources = node["sources"] else { return nil }
        for source in sources.elements {
            guard let map = source["configMap"], let name = map["name"]?.nonEmptyString else { continue }
            return .configMap(name: name, path: key(path, in: map))
        }
        return nil
    }

    /// The key behind a file: `items` may rename it.
    private static func key(_ path: String, in source: Node) -> String {
        guard let items = source["items"] else { return path }
        let item = items.elements.first { $0["path"]?.isString(path) ?? false }
        return item?["key"]?.string ?? path
    }

    /// RFC 1123: lower-case letters, digits, `-` and `.` (and `_`, which bucket names have).
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            }
    }
}

/// One entry of `volumeMounts`.
struct Mount {
    let node: Node
    let volume: Node
    let path: String
    let subPath: String
    let isReadOnly: Bool
    /// The claim behind it, where a kind names one itself and the pod has no volume for it.
    private(set) var claim: String?
    /// What of a path lies below the mount.
    var rest = ""

    init?(_ node: Node) {
        guard let volume = node["name"], let path = node["mountPath"]?.nonEmptyString else { return nil }
        self.node = node
        self.volume = volume
        self.path = LocalPath.absolute(path, in: nil)
        // `subPathExpr` may hold variables; then the text says at least that much.
        subPath = node["subPath"]?.string ?? node["subPathExpr"]?.string ?? ""
        isReadOnly = node["readOnly"]?.bool ?? false
    }

    /// A claim that a kind mounts by a field of its own.
    init?(claim: Node, at place: Node) {
        self.init(volume: claim, at: place)
        self.claim = claim.string
    }

    /// A volume of the pod that a kind mounts by a field of its own.
    init?(volume: Node, at place: Node) {
        guard volume.nonEmptyString != nil, let path = place.nonEmptyString else { return nil }
        node = place
        self.volume = volume
        self.path = LocalPath.absolute(path, in: nil)
        subPath = ""
        isReadOnly = false
    }
}
