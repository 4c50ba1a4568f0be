import Glibc

/// The files of a policy directory as they stood at one moment: names and what tells one state from another, without
/// their contents.
struct FileScan: Sendable, Hashable {
    struct File: Sendable, Hashable {
        /// As the user named the directory, and the way below it.
        var path: String
        var device: UInt64
        var inode: UInt64
        var size: Int
        var modified: Int
        var changed: Int
    }

    private(set) var files: [File] = []
    /// Places that could not be read, each with the reason.
    private(set) var failures: [Failure] = []
    /// Files that documents name, such as keys; nil where there is none.
    private(set) var attached: [String: File?] = [:]
    /// Directories in which evidence lies: what is in them is no policy.
    private var excluded: Set<Place> = []

    private struct Place: Sendable, Hashable {
        var device: UInt64
        var inode: UInt64
    }

    struct Failure: Sendable, Hashable {
        var path: String
        var reason: String
    }

    /// More than any policy set needs; a directory named by mistake (`/`) ends in an error, not in a long wait.
    private static let mostFiles = 10_000
    private static let deepest = 16

    /// - Parameters:
    ///   - excluding: directories that are left out, wherever they lie.
    ///   - attached: further files to look at, which are no policy documents.
    init(_ paths: [String], excluding directories: Set<String> = [], attached: Set<String> = []) {
        for path in directories {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            excluded.insert(Place(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)))
        }
        for path in paths { scan(path, depth: 0) }
        files.sort { $0.path < $1.path }
        for path in attached { attach(path) }
    }

    /// The files right in `paths`, without what lies in directories below.
    init(shallow paths: [String]) {
        for path in paths { scan(path, depth: 0, isShallow: true) }
        files.sort { $0.path < $1.path }
    }

    /// The scan with these files besides.
    func attaching(_ paths: Set<String>) -> FileScan {
        var scan = self
        scan.attached = [:]
        for path in paths { scan.attach(path) }
        return scan
    }

    private mutating func attach(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            attached.updateValue(nil, forKey: path)
            return
        }
        attached.updateValue(Self.file(path, status), forKey: path)
    }

    private mutating func scan(_ path: String, depth: Int, isShallow: Bool = false) {
        var status = stat()
        // Symbolic links are followed: that is how Kubernetes mounts ConfigMaps and git-sync its checkouts.
        guard stat(path, &status) == 0 else { return fail(path, errnoText()) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            let place = Place(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
            guard depth == 0 || !excluded.contains(place) else { return }
            if !isShallow || depth == 0 { scanDirectory(path, depth: depth, isShallow: isShallow) }
        case S_IFREG where depth == 0 || Self.isPolicyFile(path): add(path, status)
        default: if depth == 0 { fail(path, notAFile) }
        }
    }

    private mutating func scanDirectory(_ path: String, depth: Int, isShallow: Bool) {
        guard depth < Self.deepest else { return fail(path, tooDeep) }
        guard let directory = opendir(path) else { return fail(path, errnoText()) }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // Skips `.git` and the `..data` by which Kubernetes swaps a ConfigMap: its files show under their own names.
            guard !name.hasPrefix(".") else { continue }
            guard files.count < Self.mostFiles else { return fail(path, tooMany(Self.mostFiles)) }
            scan(path.hasSuffix("/") ? path + name : "\(path)/\(name)", depth: depth + 1, isShallow: isShallow)
        }
    }

    private mutating func add(_ path: String, _ status: stat) { files.append(Self.file(path, status)) }

    private static func file(_ path: String, _ status: stat) -> File {
        File(
            path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
            modified: nanoseconds(status.st_mtim), changed: nanoseconds(status.st_ctim))
    }

    private mutating func fail(_ path: String, _ reason: String) {
        failures.append(Failure(path: path, reason: reason))
    }

    private static func isPolicyFile(_ path: String) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }
}

private func nanoseconds(_ time: timespec) -> Int { Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec) }

func errnoText() -> String { String(cString: strerror(errno)) }

private let notAFile = "it is neither a file nor a directory"
private let tooDeep = "it lies too deep; a policy directory has at most 16 levels"
private func tooMany(_ most: Int) -> String { "there are more than \(most) files; is this a policy directory?" }
