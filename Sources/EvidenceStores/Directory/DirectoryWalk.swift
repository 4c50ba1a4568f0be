import Glibc

/// Finds the files of a directory that can hold evidence, by their names and without opening them.
///
/// Links are followed as Kubernetes mounts ConfigMaps and git-sync its checkouts, but never out of the directory.
struct DirectoryWalk {
    private let root: String
    private let source: String
    private let limits: StoreLimits
    private var found = StoreListing()
    private var visited: Set<Directory> = []
    private var names = 0
    private var bytes = 0

    private struct Directory: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    init(_ path: String, source: String, limits: StoreLimits) throws(StoreFailure) {
        // The directory itself may be a link: git-sync names its newest checkout by one.
        guard let root = realPath(path) else { throw StoreFailure(cannotOpen(errnoText())) }
        self.root = root
        self.source = source
        self.limits = limits
    }

    mutating func listing() throws(StoreFailure) -> StoreListing {
        var status = stat()
        guard stat(root, &status) == 0 else { throw StoreFailure(cannotOpen(errnoText())) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw StoreFailure(notADirectory) }
        guard try enter("", status, depth: 0) else { throw StoreFailure(cannotOpen(errnoText())) }
        found.entries.sort { $0.place < $1.place }
        found.problems.sort { $0.place < $1.place }
        return found
    }

    /// - Returns: whether the directory could be opened.
    private mutating func enter(_ place: String, _ status: stat, depth: Int) throws(StoreFailure) -> Bool {
        // A link to what is above, or to what was seen: each directory counts once.
        let directory = Directory(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        guard visited.insert(directory).inserted else { return true }
        guard let stream = opendir(place.isEmpty ? root : "\(root)/\(place)") else { return false }
        var entries: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // `.git`, and the `..data` of a ConfigMap, whose files show under their own names.
            if !name.hasPrefix(".") { entries.append(name) }
            guard names + entries.count <= limits.names else { break }
        }
        closedir(stream)
        names += entries.count
        guard names <= limits.names else { throw StoreFailure(tooMany(limits.names)) }
        for name in entries.sorted() {
            try visit(place.isEmpty ? name : "\(place)/\(name)", name: name, depth: depth)
        }
        return true
    }

    private mutating func visit(_ place: String, name: String, depth: Int) throws(StoreFailure) {
        let path = "\(root)/\(place)"
        var status = stat()
        guard lstat(path, &status) == 0 else { return fail(place, errnoText()) }
        if status.st_mode & S_IFMT == S_IFLNK {
            guard let target = realPath(path) else { return fail(place, brokenLink(errnoText())) }
            guard isInside(target) else { return fail(place, leadsOut) }
            guard stat(target, &status) == 0 else { return fail(place, errnoText()) }
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            guard depth + 1 < limits.depth else { return fail(place, tooDeep(limits.depth)) }
            if try !enter(place, status, depth: depth + 1) { fail(place, errnoText()) }
        case S_IFREG:
            if CarrierName(name) != nil { try add(place, status) }
        default: break
        }
    }

    private mutating func add(_ place: String, _ status: stat) throws(StoreFailure) {
        guard status.st_size <= limits.entryBytes else { return fail(place, tooLarge(limits.entryBytes)) }
        found.entries.append(StoreListing.Entry(place: place, version: FileVersion(status).text))
        bytes += Int(status.st_size)
        guard found.entries.count <= limits.entries else { throw StoreFailure(tooMany(limits.entries)) }
        guard bytes <= limits.totalBytes else { throw StoreFailure(tooMuch(limits.totalBytes)) }
    }

    private func isInside(_ target: String) -> Bool {
        target == root || target.hasPrefix(root.hasSuffix("/") ? root : "\(root)/")
    }

    private mutating func fail(_ place: String, _ reason: String) {
        found.problems.append(EvidenceProblem(source: source, place: place, reason: reason))
    }
}

/// The path without links; nil where it leads nowhere.
func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

private let notADirectory = "it is no directory"
private let leadsOut = "it is a link that leads out of the directory, and is not followed"
private func cannotOpen(_ reason: String) -> String { "it cannot be opened: \(reason)" }
private func brokenLink(_ reason: String) -> String { "it is a link that leads nowhere: \(reason)" }
private func tooDeep(_ most: Int) -> String { "it lies too deep; \(most) levels are read" }
private func tooLarge(_ most: Int) -> String { "it is larger than the \(most >> 20) MiB that a file may have" }
private func tooMany(_ most: Int) -> String {
    "it holds more than \(most) files; name a directory that holds evidence and little else"
}
private func tooMuch(_ most: Int) -> String { "its files are larger than \(most >> 20) MiB together" }
