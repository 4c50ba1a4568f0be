import Foundation
import Testing

@testable import CheckCommand

@Suite struct GitTreeTests {
    /// A repository with one commit.
    private func repository() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.write("k8s/ü b.yaml", "first: 1\n")
        try directory.write("k8s/deep/c.json", "{}")
        try directory.write("k8s/notes.md", "no manifest")
        try directory.write("other.yaml", "other: 1\n")
        try git(["init", "-q", "-b", "main"], in: directory)
        try git(["add", "."], in: directory)
        try git(["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "first"], in: directory)
        try directory.write("k8s/ü b.yaml", "second: 2\n")
        return directory
    }

    private func git(_ arguments: [String], in directory: TemporaryDirectory) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", directory.path] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test("a directory is read as it was at the commit")
    func directory() throws {
        let repository = try repository()
        defer { repository.remove() }
        let files = try #require(GitTree("main")).read("\(repository.path)/k8s")
        #expect(files.map(\.relativeName).sorted() == ["deep/c.json", "ü b.yaml"])
        let text = files.first { $0.relativeName == "ü b.yaml" }.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(text == "first: 1\n")
    }

    @Test("the root of the work tree is a directory like any other")
    func root() throws {
        let repository = try repository()
        defer { repository.remove() }
        let files = try #require(GitTree("HEAD")).read(repository.path)
        #expect(files.map(\.relativeName).sorted() == ["k8s/deep/c.json", "k8s/ü b.yaml", "other.yaml"])
    }

    @Test("one file is read as it was; one that is new has no past")
    func file() throws {
        let repository = try repository()
        defer { repository.remove() }
        let tree = try #require(GitTree("HEAD"))
        #expect(try tree.read("\(repository.path)/k8s/ü b.yaml").map(\.relativeName) == ["ü b.yaml"])
        try repository.write("k8s/new.yaml", "x: 1")
        #expect(try tree.read("\(repository.path)/k8s/new.yaml").isEmpty)
    }

    @Test("a star in a name is a star, and no pattern")
    func literal() throws {
        let repository = try repository()
        defer { repository.remove() }
        try repository.write("k8s/*.yaml", "x: 1")
        #expect(try #require(GitTree("HEAD")).read("\(repository.path)/k8s/*.yaml").isEmpty)
    }

    @Test("a commit that is not there is named in the error")
    func unknown() throws {
        let repository = try repository()
        defer { repository.remove() }
        let tree = try #require(GitTree("no-such-branch"))
        let failure = #expect(throws: GitFailure.self) { try tree.read(repository.path) }
        #expect(failure?.message.contains("no-such-branch") == true)
    }

    @Test("outside a work tree there is nothing to compare with")
    func outside() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        #expect(throws: GitFailure.self) { try #require(GitTree("HEAD")).read(directory.path) }
    }

    @Test(
        "what could be an option or hides characters is no reference",
        arguments: ["", "-", "--upload-pack=x", "a b", "a\nb", "a\u{0}b"])
    func refused(text: String) {
        #expect(GitTree(text) == nil)
    }

    @Test("what Git accepts as a name is accepted", arguments: ["main", "origin/main", "v1.0", "HEAD~1", "a1b2c3"])
    func accepted(text: String) {
        #expect(GitTree(text)?.reference == text)
    }
}
