import Foundation

/// The commit that is checked out where a file lies, read from Git's own files: a container with policies has no git.
///
/// It says where the work tree stands, and not that its files are unchanged: the policies' digest says what they are.
package enum GitCommit {
    /// 40 or 64 hex digits; nil where `path` lies in no work tree that can be read.
    package static func of(_ path: String) -> String? {
        var directory = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        for _ in 0..<deepest {
            if let repository = repository(directory.appendingPathComponent(".git")) { return head(of: repository) }
            let parent = directory.deletingLastPathComponent()
            guard parent.path != directory.path else { return nil }
            directory = parent
        }
        return nil
    }

    private static let deepest = 64

    /// The directory itself, or the one that a file `gitdir: …` names, as worktrees and git-sync have it
    /// (gitrepository-layout).
    private static func repository(_ git: URL) -> URL? {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: git.path, isDirectory: &isDirectory) else { return nil }
        if isDirectory.boolValue { return git }
        guard let line = firstLine(git), line.hasPrefix("gitdir: ") else { return nil }
        return URL(fileURLWithPath: String(line.dropFirst(8)), relativeTo: git.deletingLastPathComponent())
    }

    private static func head(of repository: URL) -> String? {
        guard let line = firstLine(repository.appendingPathComponent("HEAD")) else { return nil }
        guard line.hasPrefix("ref: ") else { return commit(line) }
        let name = String(line.dropFirst(5))
        guard name.hasPrefix("refs/"), !name.contains("..") else { return nil }
        // A worktree shares its branches with the repository that it belongs to.
        let common = firstLine(repository.appendingPathComponent("commondir")).map {
            URL(fileURLWithPath: $0, relativeTo: repository)
        }
        for place in [repository, common].compactMap({ $0 }) {
            if let found = firstLine(place.appendingPathComponent(name)).flatMap(commit) { return found }
            if let found = packed(name, in: place) { return found }
        }
        return nil
    }

    private static func packed(_ name: String, in repository: URL) -> String? {
        guard let text = text(repository.appendingPathComponent("packed-refs"), most: 8 << 20) else { return nil }
        for line in text.split(separator: "\n") where line.hasSuffix(" \(name)") {
            return commit(String(line.dropLast(name.count + 1)))
        }
        return nil
    }

    private static func commit(_ text: String) -> String? {
        let isHex = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        return isHex && (text.utf8.count == 40 || text.utf8.count == 64) ? text : nil
    }

    private static func firstLine(_ file: URL) -> String? {
        text(file, most: 4096)?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
    }

    private static func text(_ file: URL, most: Int) -> String? {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: most) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
