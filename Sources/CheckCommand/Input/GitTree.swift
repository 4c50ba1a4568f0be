import Foundation

/// Reads manifests as they are at a commit, with the `git` program.
package struct GitTree: Sendable {
    /// A branch, tag or commit, as `git rev-parse` takes it.
    package let reference: String

    /// nil where `reference` could be taken for an option or holds what no Git reference may.
    package init?(_ reference: String) {
        let isPlain = reference.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard !reference.isEmpty, !reference.hasPrefix("-"), isPlain else { return nil }
        self.reference = reference
    }

    /// Every manifest at or below `path`, as it is at the commit.
    package func read(_ path: String) throws(GitFailure) -> [InputFile] {
        let tree = FileTree()
        let isDirectory = tree.kind(of: path) == .directory
        let directory = isDirectory ? path : path.directoryName
        guard tree.kind(of: directory) == .directory else { throw GitFailure(message: noSuchDirectory(directory)) }
        let commit = try Self.line(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(reference)^{commit}"],
            in: directory, orElse: noSuchCommit(reference, directory))
        // Below the directory itself, whatever the work tree around it is called.
        let prefix = try Self.line(["rev-parse", "--show-prefix"], in: directory, orElse: notAWorkTree(directory))
        let wanted = isDirectory ? prefix : prefix + path.lastComponent
        let listing = try Self.git(
            ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--"]
                + (wanted.isEmpty ? [] : [wanted]),
            in: directory)
        let entries = Self.entries(of: listing).filter { isDirectory ? ManifestName.matches($0.path) : true }
        let contents = try Self.contents(of: entries.map(\.object), in: directory)
        return zip(entries, contents).map { entry, bytes in
            let below = entry.path.hasPrefix(prefix) ? String(entry.path.dropFirst(prefix.count)) : entry.path
            return InputFile(name: "\(reference):\(entry.path)", relativeName: below, bytes: bytes)
        }
    }

    private struct Entry {
        var object: String
        var path: String
    }

    /// `MODE SP TYPE SP OBJECT TAB PATH NUL` each (git-ls-tree(1)); links and submodules hold no manifest.
    private static func entries(of listing: [UInt8]) -> [Entry] {
        listing.split(separator: 0).compactMap { record in
            let parts = record.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let fields = String(decoding: parts[0], as: UTF8.self).split(separator: " ")
            guard fields.count == 3, fields[0].hasPrefix("100"), fields[1] == "blob" else { return nil }
            return Entry(object: String(fields[2]), path: String(decoding: parts[1], as: UTF8.self))
        }
    }

    /// `OBJECT SP blob SP SIZE LF CONTENTS LF` each (git-cat-file(1), --batch).
    private static func contents(of objects: [String], in directory: String) throws(GitFailure) -> [[UInt8]] {
        guard !objects.isEmpty else { return [] }
        let input = Array(objects.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
        let output = try git(["cat-file", "--batch"], in: directory, input: input)
        var contents: [[UInt8]] = []
        var rest = output[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let fields = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard fields.count == 3, fields[1] == "blob", let size = Int(fields[2]), size >= 0,
                size < rest.endIndex - end
            else { break }
            contents.append(Array(rest[(end + 1)...].prefix(size)))
            rest = rest[(end + 1)...].dropFirst(size + 1)
        }
        guard contents.count == objects.count else { throw GitFailure(message: garbled) }
        return contents
    }

    private static func line(
        _ arguments: [String], in directory: String, orElse message: String
    ) throws(GitFailure) -> String {
        do throws(GitFailure) {
            let output = try git(arguments, in: directory)
            return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        } catch {
            throw error.isMissing ? error : GitFailure(message: message)
        }
    }

    private static func git(
        _ arguments: [String], in directory: String, input: [UInt8] = []
    ) throws(GitFailure) -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", directory, "-c", "core.fsmonitor=false"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // A file and not a pipe: nobody has to write while we read.
        let inputFile = FileManager.default.temporaryDirectory.appendingPathComponent("pedigree-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: inputFile) }
        do {
            if input.isEmpty {
                process.standardInput = FileHandle.nullDevice
            } else {
                try Data(input).write(to: inputFile)
                process.standardInput = try FileHandle(forReadingFrom: inputFile)
            }
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            guard process.terminationReason == .exit else { throw GitFailure(message: garbled) }
            switch process.terminationStatus {
            case 0: return Array(data)
            case 127: throw GitFailure(message: gitIsMissing, isMissing: true)
            default: throw GitFailure(message: garbled)
            }
        } catch let failure as GitFailure {
            throw failure
        } catch {
            throw GitFailure(message: gitIsMissing, isMissing: true)
        }
    }
}

/// Why the old objects cannot be had from Git.
package struct GitFailure: Error, Sendable, Hashable {
    package var message: String
    var isMissing = false
}

extension String {
    fileprivate var directoryName: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
    fileprivate var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }
}

private let gitIsMissing = "the program git cannot be run; install it, or name a directory"
private let garbled = "git did not give the objects that it listed"
private func noSuchDirectory(_ directory: String) -> String { "there is no directory \(directory)" }
private func notAWorkTree(_ directory: String) -> String { "\(directory) is not in a Git work tree" }
private func noSuchCommit(_ reference: String, _ directory: String) -> String {
    "Git knows no commit by the name \"\(reference)\" in \(directory), and there is no such directory"
}
