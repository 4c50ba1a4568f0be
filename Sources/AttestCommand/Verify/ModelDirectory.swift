import Attestation
import Glibc
import KubernetesModel

/// Compares the files of a model with what its signature lists, reading each once.
///
/// Nothing outside the directory is read: names are opened relative to the directory that they were found in, and a
/// symbolic link is followed only where the signer allowed links, and then only to a file whose digest is listed.
package struct ModelDirectory {
    /// How the files compare.
    package struct Comparison: Sendable, Hashable {
        /// Files that are as signed.
        package var matching = 0
        /// Half-sentences, each about one file, in the order of the paths.
        package var problems: [String] = []
        /// What is there and nobody signed, as the signature itself says.
        package var passedOver: [String] = []
    }

    private let manifest: ModelManifest
    private let ignored: [ModelPath]
    /// The signature's own file, which may lie among the model's.
    private let signature: FileIdentity?
    private var missing: [ModelPath: [ModelManifest.Resource]]
    private var comparison = Comparison()
    private var entries = 0

    private static let mostEntries = 1_000_000
    private static let deepest = 64

    /// - Parameter ignoring: paths that the caller passes over beside those that the signature names.
    package static func compare(
        _ path: String, with manifest: ModelManifest, signature: String? = nil, ignoring: [ModelPath] = []
    ) throws(AttestError) -> Comparison {
        var walk = ModelDirectory(manifest, signature: signature.flatMap { FileIdentity(path: $0) }, ignoring: ignoring)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw AttestError(path, cannotRead()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw AttestError(path, cannotRead())
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: try walk.directory(descriptor, within: nil, depth: 0, name: path)
        case S_IFREG: walk.wholeModel(descriptor)
        default:
            close(descriptor)
            throw AttestError(path, noModel)
        }
        return walk.finished()
    }

    private init(_ manifest: ModelManifest, signature: FileIdentity?, ignoring: [ModelPath]) {
        self.manifest = manifest
        self.signature = signature
        ignored = manifest.ignoredPaths + ignoring
        missing = [:]
        for resource in manifest.resources {
            guard let path = resource.path else { continue }
            missing[path, default: []].append(resource)
        }
    }

    /// A model that is one file: the list names it `.`.
    private mutating func wholeModel(_ descriptor: Int32) {
        let parts = manifest.resources.filter { $0.path == nil }
        guard !parts.isEmpty else {
            close(descriptor)
            comparison.problems.append(listIsOfADirectory)
            return
        }
        compare(descriptor, with: parts, name: ".")
    }

    /// Takes over `descriptor`.
    private mutating func directory(
        _ descriptor: Int32, within parent: ModelPath?, depth: Int, name: String
    ) throws(AttestError) {
        guard depth <= Self.deepest, let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw AttestError(name, depth > Self.deepest ? tooDeep : cannotRead())
        }
        defer { closedir(stream) }
        if manifest.resources.contains(where: { $0.path == nil }) {
            comparison.problems.append(listIsOfAFile)
            return
        }
        for entry in Self.names(in: stream) {
            entries += 1
            guard entries <= Self.mostEntries else { throw AttestError(name, tooMany) }
            let bytes = parent.map { $0.bytes + [UInt8(ascii: "/")] + entry } ?? entry
            guard let path = ModelPath(bytes: bytes) else {
                comparison.problems.append(unusualName(String(decoding: bytes, as: UTF8.self)))
                continue
            }
            try self.entry(entry, at: path, in: dirfd(stream), depth: depth)
        }
    }

    private mutating func entry(
        _ name: [UInt8], at path: ModelPath, in directory: Int32, depth: Int
    ) throws(AttestError) {
        guard !ignored.contains(where: path.isWithin) else {
            comparison.passedOver.append(path.description)
            return
        }
        let text = name.map { CChar(bitPattern: $0) } + [0]
        var status = stat()
        guard fstatat(directory, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw AttestError(path.description, cannotRead())
        }
        guard FileIdentity(status) != signature else { return }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            let descriptor = openat(directory, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { throw AttestError(path.description, cannotRead()) }
            try self.directory(descriptor, within: path, depth: depth + 1, name: path.description)
        case S_IFREG: try file(text, at: path, in: directory, follows: false)
        case S_IFLNK where manifest.allowsSymbolicLinks: try link(text, at: path, in: directory)
        case S_IFLNK: comparison.problems.append(symbolicLink(path))
        default: comparison.problems.append(special(path))
        }
    }

    private mutating func link(_ name: [CChar], at path: ModelPath, in directory: Int32) throws(AttestError) {
        var status = stat()
        guard fstatat(directory, name, &status, 0) == 0, status.st_mode & S_IFMT == S_IFREG else {
            comparison.problems.append(linkToNoFile(path))
            return
        }
        try file(name, at: path, in: directory, follows: true)
    }

    private mutating func file(
        _ name: [CChar], at path: ModelPath, in directory: Int32, follows: Bool
    ) throws(AttestError) {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follows ? 0 : O_NOFOLLOW)
        let descriptor = openat(directory, name, flags)
        guard descriptor >= 0 else { throw AttestError(path.description, cannotRead()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            comparison.problems.append(special(path))
            return
        }
        guard let parts = missing.removeValue(forKey: path) else {
            close(descriptor)
            // Signed in parts, an empty file has none.
            let isEmptyOfParts = status.st_size == 0 && manifest.resources.allSatisfy { $0.range != nil }
            if !isEmptyOfParts { comparison.problems.append(unsigned(path)) }
            return
        }
        compare(descriptor, with: parts, name: path.description)
    }

    private mutating func compare(_ descriptor: Int32, with parts: [ModelManifest.Resource], name: String) {
        defer { close(descriptor) }
        switch FileReader(descriptor, hash: manifest.hash).compare(with: parts) {
        case .same: comparison.matching += 1
        case .changed: comparison.problems.append(changed(name))
        case .unreadable(let reason): comparison.problems.append(unreadable(name, reason))
        }
    }

    private func finished() -> Comparison {
        var comparison = comparison
        comparison.problems += missing.keys.sorted().map(gone)
        comparison.passedOver.sort()
        return comparison
    }

    /// The names in a directory, sorted by their bytes.
    private static func names(in stream: OpaquePointer) -> [[UInt8]] {
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) else { continue }
            names.append(name)
            guard names.count <= mostEntries else { break }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

/// Which file it is, by whatever name.
struct FileIdentity: Hashable {
    private let device: UInt
    private let number: UInt

    init(_ status: stat) {
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

private func cannotRead() -> String { "it cannot be read: \(String(cString: strerror(errno)))" }

// MARK: - What the user reads

private let noModel = "it is neither a file nor a directory"
private let tooDeep = "its directories are nested more than 64 deep"
private let tooMany = "it holds more than a million files"
private let listIsOfADirectory = "the model is one file, and a directory was signed"
private let listIsOfAFile = "the model is a directory, and one file was signed"
private func changed(_ name: String) -> String { "\(printable(name)) is not what was signed" }
private func gone(_ path: ModelPath) -> String { "\(printable(path.description)) was signed and is missing" }
private func unsigned(_ path: ModelPath) -> String { "\(printable(path.description)) is there, and nobody signed it" }
private func symbolicLink(_ path: ModelPath) -> String {
    "\(printable(path.description)) is a symbolic link, which the signature does not allow"
}
private func linkToNoFile(_ path: ModelPath) -> String {
    "\(printable(path.description)) is a symbolic link to something that is no file"
}
private func special(_ path: ModelPath) -> String { "\(printable(path.description)) is neither a file nor a directory" }
private func unreadable(_ name: String, _ reason: String) -> String { "\(printable(name)): \(reason)" }
private func unusualName(_ name: String) -> String {
    "\(quoted(name)) is a name that no signature can list (control characters, backslashes)"
}
