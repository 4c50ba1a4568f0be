import Foundation
import HTTPTransport
import KubernetesModel

/// A branch or tag of a Git repository -> the commit that it names now, by `git ls-remote`.
///
/// The address comes out of a manifest. So no shell sees it, nothing in it can be taken for an option, only https and ssh
/// are spoken, to addresses that the settings allow, and nobody is asked for a password.
struct GitResolver: Sendable {
    private let timeout: Duration
    private let rules: AddressRules
    private let protocols = ["https", "ssh"]

    init(_ settings: PinSettings) {
        timeout = settings.timeout
        rules = AddressRules(allowing: settings.http.networks)
    }

    func resolve(_ url: String, _ revision: String?) throws(ResolveFailure) -> Resolution {
        let isPlain = (url + (revision ?? "")).utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, protocols.contains(where: { url.hasPrefix("\($0)://") }), !url.contains("::") else {
            throw ResolveFailure(badAddress(url))
        }
        guard !Self.hasSecret(url) else { throw ResolveFailure(secretInAddress, remedy: useHelper) }
        guard let revision else { return Resolution(.commit(try head(url))) }
        guard Self.isName(revision) else { throw ResolveFailure(badRevision(revision)) }
        return Resolution(.commit(try commit(url, revision)))
    }

    private func head(_ url: String) throws(ResolveFailure) -> String {
        guard let commit = try listing(url, ["HEAD"])["HEAD"] else { throw ResolveFailure(noHead(url)) }
        return commit
    }

    private func commit(_ url: String, _ revision: String) throws(ResolveFailure) -> String {
        let (branch, tag) = ("refs/heads/\(revision)", "refs/tags/\(revision)")
        let found = try listing(url, [branch, tag, "\(tag)^{}"])
        // An annotated tag is an object of its own; what it stands for has `^{}` behind it (gitrevisions(7)).
        let tagged = found["\(tag)^{}"] ?? found[tag]
        switch (found[branch], tagged) {
        case (let commit?, nil), (nil, let commit?): return commit
        case (let one?, let other?) where one == other: return one
        case (_?, _?): throw ResolveFailure(ambiguous(revision, url), remedy: nameOne)
        case (nil, nil): throw ResolveFailure(noRevision(revision, url))
        }
    }

    /// `OBJECT TAB REFERENCE` each (git-ls-remote(1)).
    private func listing(_ url: String, _ patterns: [String]) throws(ResolveFailure) -> [String: String] {
        let output = try git(try connection(url) + ["ls-remote", "--quiet", "--", url] + patterns, url)
        var found: [String: String] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            guard parts.count == 2, parts[0].utf8.count == 40, parts[0].utf8.allSatisfy(Self.isLowerHex) else {
                continue
            }
            found[String(parts[1])] = String(parts[0])
        }
        return found
    }

    /// Settings that keep git to the addresses that were looked at, wherever the name leads in the next moment
    /// (`http.curloptResolve`, since git 2.37), and to this one host.
    private func connection(_ url: String) throws(ResolveFailure) -> [String] {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else {
            throw ResolveFailure(badAddress(url))
        }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let addresses = try HostAddresses.allowed(bare, by: rules)
        guard parts.scheme == "https" else { return [] }
        let list = addresses.map { $0.bytes.count == 16 ? "[\($0)]" : "\($0)" }.joined(separator: ",")
        return [
            "-c", "http.followRedirects=false", "-c", "http.curloptResolve=\(bare):\(parts.port ?? 443):\(list)",
        ]
    }

    private func git(_ arguments: [String], _ url: String) throws(ResolveFailure) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-c", "core.fsmonitor=false"] + arguments
        // Outside of any checkout, whose configuration could name programs to run.
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.environment = ProcessInfo.processInfo.environment.merging([
            "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": protocols.joined(separator: ":"), "GIT_ASKPASS": "true",
            "SSH_ASKPASS": "true", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes", "LC_ALL": "C",
            "GIT_DIR": "/nonexistent",
        ]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { throw ResolveFailure(noGit) }
        let (seconds, _) = timeout.components
        let identifier = process.processIdentifier
        let alarm = DispatchWorkItem { kill(identifier, SIGTERM) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(min(seconds, 3600))), execute: alarm)
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        alarm.cancel()
        guard process.terminationReason == .exit else { throw ResolveFailure(noAnswer(url)) }
        switch process.terminationStatus {
        case 0: return String(decoding: bytes, as: UTF8.self)
        case 127: throw ResolveFailure(noGit)
        default: throw ResolveFailure(refused(url), remedy: tryYourself(url))
        }
    }

    /// git-check-ref-format(1), and no pattern: `ls-remote` matches by glob.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 250 && !text.hasPrefix("-") && !text.contains("..")
            && text.utf8.allSatisfy { !Array("~^:?*[\\ ".utf8).contains($0) }
    }

    private static func hasSecret(_ url: String) -> Bool {
        guard let authority = url.split(separator: "/").dropFirst().first, let mark = authority.lastIndex(of: "@")
        else {
            return false
        }
        // `ssh://git@host` names a user and no password.
        return authority[..<mark].contains(":") || !url.hasPrefix("ssh://")
    }

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}

// What a user reads.

private let noGit = "the program git cannot be run; install it"
private func badAddress(_ url: String) -> String { "\(quoted(url, limit: 200)) is no https:// or ssh:// address" }
private let secretInAddress = "the address has a user's name or password in it"
private let useHelper = "take it out, and give it to a Git credential helper"
private func badRevision(_ revision: String) -> String {
    "\(quoted(revision, limit: 100)) is no name of a branch or tag"
}
private func noHead(_ url: String) -> String { "\(quoted(url, limit: 200)) has no HEAD: the repository is empty" }
private func noRevision(_ revision: String, _ url: String) -> String {
    "\(quoted(url, limit: 200)) has no branch or tag \(quoted(revision, limit: 100))"
}
private func ambiguous(_ revision: String, _ url: String) -> String {
    "\(quoted(url, limit: 200)) has a branch and a tag \(quoted(revision, limit: 100)), which differ"
}
private let nameOne = "write the commit of the one that is meant"
private func noAnswer(_ url: String) -> String { "git had no answer of \(quoted(url, limit: 200)) in time" }
private func refused(_ url: String) -> String {
    "git cannot read \(quoted(url, limit: 200)): there is no such repository, or it wants credentials"
}
private func tryYourself(_ url: String) -> String { "see what `git ls-remote \(url)` says" }
