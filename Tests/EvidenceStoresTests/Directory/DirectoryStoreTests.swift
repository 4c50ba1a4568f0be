import EvidenceStores
import Foundation
import HTTPTransport
import Testing

@Suite("Evidence in a directory")
struct DirectoryStoreTests {
    private func places(_ directory: TemporaryDirectory, limits: StoreLimits = .standard) throws -> [String] {
        try DirectoryStore(name: "git", path: directory.path, limits: limits).list(by: .after(.seconds(60))).entries
            .map(\.place)
    }

    @Test("files are listed by what tools call evidence, in the order of their places")
    func names() throws {
        let directory = try TemporaryDirectory()
        for name in [
            "z.json", "a/eval.dsse.json", "a/model.sig", "a/b/all.intoto.jsonl", "a/bundle.sigstore", "dvc.lock",
            "runs.ndjson", "README.md", "train.py", "poetry.lock",
        ] { try directory.write("{}", to: name) }
        #expect(
            try places(directory) == [
                "a/b/all.intoto.jsonl", "a/bundle.sigstore", "a/eval.dsse.json", "a/model.sig", "dvc.lock",
                "runs.ndjson", "z.json",
            ])
    }

    @Test("Git's own files, and all that begin with a dot, are passed over")
    func dotfiles() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{}", to: ".git/config.json")
        try directory.write("{}", to: ".draft.dsse.json")
        try directory.write("{}", to: "eval.json")
        #expect(try places(directory) == ["eval.json"])
    }

    @Test("a ConfigMap's links are followed, and its swap shows as a change")
    func configMap() throws {
        let directory = try TemporaryDirectory()
        try directory.write("one", to: "..1/eval.json")
        try directory.write("two", to: "..2/eval.json")
        try directory.link("..data", to: "..1")
        try directory.link("eval.json", to: "..data/eval.json")
        let store = DirectoryStore(name: "git", path: directory.path)
        let before = try store.list(by: .after(.seconds(60)))
        #expect(try store.read(try #require(before.entries.first), by: .after(.seconds(60))) == Array("one".utf8))
        try directory.swap("..data", to: "..2")
        let after = try store.list(by: .after(.seconds(60)))
        #expect(after != before)
        #expect(try store.read(try #require(after.entries.first), by: .after(.seconds(60))) == Array("two".utf8))
        // What was listed is what is read, or nothing.
        let gone = try #require(before.entries.first)
        #expect(throws: ReadFailure.self) { try store.read(gone, by: .after(.seconds(60))) }
    }

    @Test("the directory itself may be a link, as git-sync keeps its newest checkout")
    func gitSync() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{}", to: ".worktrees/1/eval.json")
        try directory.link("current", to: ".worktrees/1")
        let store = DirectoryStore(name: "git", path: "\(directory.path)/current")
        #expect(try store.list(by: .after(.seconds(60))).entries.map(\.place) == ["eval.json"])
    }

    @Test(
        "a link that leads out of the directory is not followed",
        arguments: ["/etc/hostname", "../outside.json", "../outside"])
    func linksOut(target: String) throws {
        let outside = try TemporaryDirectory()
        try outside.write("{}", to: "outside.json")
        try outside.write("{}", to: "outside/eval.json")
        try outside.write("{}", to: "evidence/inside.json")
        try outside.link("evidence/link.json", to: target)
        let listing = try DirectoryStore(name: "git", path: "\(outside.path)/evidence").list(by: .after(.seconds(60)))
        #expect(listing.entries.map(\.place) == ["inside.json"])
        #expect(listing.problems.map(\.place) == ["link.json"])
        #expect(listing.problems.allSatisfy { $0.reason.contains("leads out of the directory") })
    }

    @Test("a neighbour whose name begins like the directory's is outside of it")
    func neighbour() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{}", to: "evidence-of-others/eval.json")
        try directory.write("{}", to: "evidence/own.json")
        try directory.link("evidence/link", to: "../evidence-of-others")
        let listing = try DirectoryStore(name: "git", path: "\(directory.path)/evidence").list(by: .after(.seconds(60)))
        #expect(listing.entries.map(\.place) == ["own.json"])
        #expect(listing.problems.map(\.place) == ["link"])
    }

    @Test("links in a circle end, and each directory counts once")
    func circle() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{}", to: "a/eval.json")
        try directory.link("a/up", to: "..")
        try directory.link("b", to: "a")
        #expect(try places(directory) == ["a/eval.json"])
    }

    @Test("a broken link is a problem of its own")
    func brokenLink() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{}", to: "eval.json")
        try directory.link("gone.json", to: "nowhere.json")
        let listing = try DirectoryStore(name: "git", path: directory.path).list(by: .after(.seconds(60)))
        #expect(listing.entries.map(\.place) == ["eval.json"])
        #expect(listing.problems.map(\.place) == ["gone.json"])
    }

    @Test("a pipe named like evidence is not opened")
    func pipe() throws {
        let directory = try TemporaryDirectory()
        #expect(mkfifo("\(directory.path)/eval.json", 0o600) == 0)
        #expect(try places(directory).isEmpty)
    }

    @Test("a directory that is missing, or is a file, says so")
    func missing() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{}", to: "file")
        for name in ["none", "file"] {
            #expect(throws: StoreFailure.self) {
                try DirectoryStore(name: "git", path: "\(directory.path)/\(name)").list(by: .after(.seconds(60)))
            }
        }
    }

    @Test("too many files fail the whole store, and one that is too large only itself")
    func limits() throws {
        let directory = try TemporaryDirectory()
        var limits = StoreLimits()
        limits.entryBytes = 10
        try directory.write("{\"long\": 123456}", to: "long.json")
        try directory.write("{}", to: "short.json")
        let store = DirectoryStore(name: "git", path: directory.path, limits: limits)
        #expect(try store.list(by: .after(.seconds(60))).entries.map(\.place) == ["short.json"])
        #expect(try store.list(by: .after(.seconds(60))).problems.map(\.place) == ["long.json"])
        limits.entryBytes = 100
        limits.entries = 1
        #expect(throws: StoreFailure.self) {
            try DirectoryStore(name: "git", path: directory.path, limits: limits).list(by: .after(.seconds(60)))
        }
    }

    @Test("a file that is written to after it was listed is not read")
    func overwritten() throws {
        let directory = try TemporaryDirectory()
        try directory.write("one", to: "eval.json")
        let store = DirectoryStore(name: "git", path: directory.path)
        let entry = try #require(try store.list(by: .after(.seconds(60))).entries.first)
        try directory.write("longer", to: "eval.json")
        let failure = #expect(throws: ReadFailure.self) { try store.read(entry, by: .after(.seconds(60))) }
        #expect(failure?.isChanged == true)
    }
}
