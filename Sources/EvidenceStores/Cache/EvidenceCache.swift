import Attestation
import FoundationEssentials
import KubernetesModel

/// A directory that keeps what was read from one source: its newest listing, and each file with its digest.
///
/// What comes out of it is believed as little as what comes out of the source: signatures are checked either way, and a file
/// whose bytes are not those that were kept under its name counts as absent.
struct EvidenceCache: Sendable {
    private let directory: URL

    /// - Parameters:
    ///   - path: the directory of all sources.
    ///   - source: what tells this source from another.
    init(_ path: String, source: String) {
        directory = URL(filePath: path, directoryHint: .isDirectory).appending(
            path: "v1/\(ContentDigest.sha256(Array(source.utf8)).hex)", directoryHint: .isDirectory)
    }

    // MARK: Listings

    /// The newest listing; nil where there is none that can be read.
    func listing(_ name: ListingName) -> StoreListing? {
        guard let bytes = content(of: name.file, limit: Self.largestListing) else { return nil }
        return CachedListing.decode(bytes)
    }

    func keep(_ listing: StoreListing, as name: ListingName) throws(CacheFailure) {
        try write(CachedListing.encode(listing), to: name.file)
    }

    /// What was listed: everything, or what lies there about one subject.
    enum ListingName: Sendable, Hashable {
        case all
        case subject(Digest)

        var file: String {
            switch self {
            case .all: "listing"
            case .subject(let digest): "subject-\(digest.algorithm.rawValue)-\(digest.hex)"
            }
        }
    }

    // MARK: Entries

    func bytes(of entry: StoreListing.Entry) -> [UInt8]? {
        content(of: Self.file(of: entry), limit: StoreLimits.standard.entryBytes)
    }

    func keep(_ bytes: [UInt8], of entry: StoreListing.Entry) throws(CacheFailure) {
        try write(bytes, to: Self.file(of: entry))
    }

    /// Removes what `listing` has no more and nobody has used for long.
    func prune(to listing: StoreListing, at time: Date) {
        let wanted = Set(listing.entries.map(Self.file))
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path())) ?? []
        for file in files where file != ListingName.all.file && !wanted.contains(file) {
            let path = directory.appending(path: file).path()
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard let written = attributes?[.modificationDate] as? Date, written < time - Self.longestUnused else {
                continue
            }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    fileprivate static let largestListing = 256 << 20
    private static let longestUnused: Double = 30 * 86_400

    private static func file(of entry: StoreListing.Entry) -> String {
        "entry-\(ContentDigest.sha256(Array("\(entry.place)\0\(entry.version)".utf8)).hex)"
    }

    // MARK: Files

    private func content(of file: String, limit: Int) -> [UInt8]? {
        CacheFile.open(directory.appending(path: file).path(), name: file, limit: limit)
    }

    private func write(_ bytes: [UInt8], to file: String) throws(CacheFailure) {
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let data = Data(CacheFile.seal(bytes, name: file))
            try data.write(to: directory.appending(path: file), options: .atomic)
        } catch {
            throw CacheFailure(path: directory.path())
        }
    }
}

/// Why nothing could be kept: the disk is full, or not ours to write.
struct CacheFailure: Error, Sendable, Hashable {
    var path: String
}

/// A listing as the cache keeps it.
private enum CachedListing {
    static func encode(_ listing: StoreListing) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("entries")
            object.array { array in
                for entry in listing.entries { array.value([entry.place, entry.version]) }
            }
            object.key("problems")
            object.array { array in
                for problem in listing.problems { array.value([problem.source, problem.place, problem.reason]) }
            }
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) -> StoreListing? {
        let limits = ParseLimits(bytes: EvidenceCache.largestListing, depth: 8, nodes: 10_000_000)
        guard let root = try? JSONParser.parse(bytes, limits: limits).root, let entries = root["entries"],
            let problems = root["problems"]
        else { return nil }
        var listing = StoreListing()
        for entry in entries.elements {
            let parts = entry.elements.compactMap(\.string)
            guard parts.count == 2 else { return nil }
            listing.entries.append(StoreListing.Entry(place: parts[0], version: parts[1]))
        }
        for problem in problems.elements {
            let parts = problem.elements.compactMap(\.string)
            guard parts.count == 3 else { return nil }
            listing.problems.append(EvidenceProblem(source: parts[0], place: parts[1], reason: parts[2]))
        }
        return listing
    }
}
