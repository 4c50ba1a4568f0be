import Foundation
import Testing

@testable import CheckCommand

@Suite struct FileTreeTests {
    @Test("a directory gives its manifests in the order of their names, without .git")
    func directory() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        for name in ["b.yaml", "a.yml", "sub/c.JSON", "sub/readme.md", ".git/d.yaml", "sub/.git/e.yaml"] {
            try directory.write(name, "x")
        }
        let read = FileTree().read(directory.path)
        #expect(read.files.map(\.relativeName) == ["a.yml", "b.yaml", "sub/c.JSON"])
        #expect(read.files.first?.name == "\(directory.path)/a.yml")
        #expect(read.problems.isEmpty)
    }

    @Test("a file is read whatever its name is")
    func file() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try directory.write("manifest.txt", "kind: x")
        let read = FileTree().read("\(directory.path)/manifest.txt")
        #expect(read.files.map(\.bytes) == [Array("kind: x".utf8)])
    }

    @Test("what is not there, and a directory without manifests, are problems")
    func missing() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try directory.write("readme.md", "x")
        for path in ["\(directory.path)/gone.yaml", directory.path] {
            let read = FileTree().read(path)
            #expect(read.files.isEmpty && read.problems.map(\.file) == [path])
        }
    }

    @Test("links to files are followed, a link to its own directory is not")
    func links() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try directory.write("real/a.yaml", "x")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: "\(directory.path)/link.yaml", withDestinationPath: "real/a.yaml")
        try manager.createSymbolicLink(atPath: "\(directory.path)/real/loop", withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: "\(directory.path)/dead.yaml", withDestinationPath: "gone")
        let read = FileTree().read(directory.path)
        #expect(read.files.map(\.relativeName) == ["link.yaml", "real/a.yaml"])
        #expect(read.problems.map(\.file) == ["\(directory.path)/dead.yaml"])
    }

    @Test("a file over the limit is refused before it is read")
    func large() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try directory.write("a.yaml", "0123456789")
        #expect(FileTree(largestFile: 9).read(directory.path).problems.count == 1)
        #expect(FileTree(largestFile: 10).read(directory.path).problems.isEmpty)
    }

    @Test("directories within directories come to an end")
    func deep() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try directory.write("1/2/3/a.yaml", "x")
        #expect(FileTree(deepest: 3).read(directory.path).problems.count == 1)
        #expect(FileTree(deepest: 4).read(directory.path).files.count == 1)
    }
}
