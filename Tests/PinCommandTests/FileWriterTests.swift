import Foundation
import Testing

@testable import PinCommand

@Suite("Writing an edited file")
struct FileWriterTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String, mode: Int = 0o640) throws -> String {
        let path = directory.appendingPathComponent(name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test("the text is there, the mode stays, and nothing is left beside it")
    func writes() throws {
        let path = try file("m.yaml", "old")
        try FileWriter.write(Array("new".utf8), over: Array("old".utf8), at: path)
        #expect(try text(path) == "new")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["m.yaml"])
    }

    @Test("a link stays a link to what is written")
    func links() throws {
        let path = try file("m.yaml", "old")
        let link = directory.appendingPathComponent("link.yaml").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "m.yaml")
        try FileWriter.write(Array("new".utf8), over: Array("old".utf8), at: link)
        #expect(try text(path) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "m.yaml")
    }

    @Test("what somebody else wrote in the meantime is not lost")
    func changed() throws {
        let path = try file("m.yaml", "theirs")
        #expect(throws: FileWriter.Failure.self) {
            try FileWriter.write(Array("new".utf8), over: Array("old".utf8), at: path)
        }
        #expect(try text(path) == "theirs")
    }

    @Test("a file of two names is left alone")
    func hardLinks() throws {
        let path = try file("m.yaml", "old")
        try FileManager.default.linkItem(atPath: path, toPath: directory.appendingPathComponent("n.yaml").path)
        #expect(throws: FileWriter.Failure.self) {
            try FileWriter.write(Array("new".utf8), over: Array("old".utf8), at: path)
        }
        #expect(try text(path) == "old")
    }
}
