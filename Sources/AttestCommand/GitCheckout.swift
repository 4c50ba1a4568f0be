import Attestation
import Foundation
import KubernetesModel

/// Says at which commit a Git checkout stands, and whether it holds what no commit has.
package enum GitCheckout {
    package struct State: Sendable, Hashable {
        package var commit: String
        /// Where it was cloned from, without user and password; nil without a remote.
        package var remote: String?
        /// Files that differ from the commit, as `git status` names them.
        package var changes: [String]

        package init(commit: String, remote: String?, changes: [String] = []) {
            self.commit = commit
            self.remote = remote
            self.changes = changes
        }

        package var isDirty: Bool { !changes.isEmpty }

        var descriptor: ResourceDescriptor {
            ResourceDescriptor(uri: remote, digests: ["gitCommit": commit])
        }
    }

    /// - Parameter output: where statements are written; new files there are no changes of the code.
    package static func state(of directory: String, output: String?) throws(AttestError) -> State {
        let commit = try line(["rev-parse", "--verify", "HEAD"], in: directory, orElse: noCommit)
        guard Digest.Algorithm.gitCommit.isHex(commit) else { throw AttestError(directory, noCommit) }
        let top = try line(["rev-parse", "--show-toplevel"], in: directory, orElse: noCommit)
        let listing = try git(["status", "--porcelain=v1", "-z", "--untracked-files=all"], in: directory)
        let below = output.flatMap { path(of: $0, below: top) }
        let changes = Self.changes(in: listing).filter { change in
            guard let below, change.isNew else { return true }
            return !(change.path == below || change.path.hasPrefix("\(below)/"))
        }
        let remote = try? line(["config", "--get", "remote.origin.url"], in: directory, orElse: "")
        return State(commit: commit, remote: remote.flatMap(uri), changes: changes.map(\.path).sorted())
    }

    private struct Change {
        var path: String
        var isNew: Bool
    }

    /// `XY SP PATH NUL` each (git-status(1)); a rename has its old name in a record of its own.
    private static func changes(in listing: [UInt8]) -> [Change] {
        var changes: [Change] = []
        var isOldName = false
        for record in listing.split(separator: 0) {
            guard !isOldName, record.count > 3 else {
                isOldName = false
                continue
            }
            let state = record.prefix(2)
            isOldName = state.contains(UInt8(ascii: "R")) || state.contains(UInt8(ascii: "C"))
            changes.append(
                Change(
                    path: String(decoding: record.dropFirst(3), as: UTF8.self),
                    isNew: state.allSatisfy { $0 == UInt8(ascii: "?") }))
        }
        return changes
    }

    /// The remote as SLSA writes sources (`git+https://…`), without what must stay secret.
    static func uri(_ remote: String) -> String? {
        guard !remote.isEmpty else { return nil }
        guard let mark = remote.range(of: "://") else {
            // scp's form, git@host:team/repository.git; what has no colon is a path of this machine.
            guard let colon = remote.firstIndex(of: ":"), !remote[..<colon].contains("/") else { return nil }
            return "git+ssh://\(remote[..<colon])/\(remote[remote.index(after: colon)...])"
        }
        let (scheme, rest) = (remote[..<mark.lowerBound], remote[mark.upperBound...])
        guard scheme != "file" else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let host = rest[..<slash]
        let bare = host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host
        return "git+\(scheme)://\(scheme.hasPrefix("http") ? bare : host)\(rest[slash...])"
    }

    private static func path(of output: String, below top: String) -> String? {
        let full = URL(fileURLWithPath: output).standardizedFileURL.resolvingSymlinksInPath().path
        let base = URL(fileURLWithPath: top).standardizedFileURL.resolvingSymlinksInPath().path
        return full.hasPrefix("\(base)/") ? String(full.dropFirst(base.count + 1)) : nil
    }

    private static func line(
        _ arguments: [String], in directory: String, orElse message: String
    ) throws(AttestError) -> String {
        guard let output = try? git(arguments, in: directory) else { throw AttestError(directory, message) }
        return String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)
    }

    private static func git(_ arguments: [String], in directory: String) throws(AttestError) -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A repository's own configuration must not name programs for us to run.
        process.arguments = ["git", "-C", directory, "-c", "core.fsmonitor=false"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw AttestError(directory, noGit)
        }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw AttestError(directory, process.terminationStatus == 127 ? noGit : refused)
        }
        return Array(bytes)
    }
}

private let noGit = "the program git cannot be run; install it, or name the source with --source URI@COMMIT"
private let noCommit = "it is no Git checkout with a commit; name the source with --source URI@COMMIT"
private let refused = "git could not tell its state"
