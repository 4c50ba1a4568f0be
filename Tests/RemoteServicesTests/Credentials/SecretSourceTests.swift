import Foundation
import Testing

@testable import RemoteServices

@Suite("Where secrets stand")
struct SecretSourceTests {
    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "/pedigree-secret-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("a file's secret is read without its line end, and anew at each use")
    func rotation() throws {
        let path = try file("one\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let source = SecretSource.file(path)
        #expect(try source.read() == "one")
        try "two\r\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try source.read() == "two")
    }

    @Test(
        "a secret that is empty, of two lines or missing is none, and its words do not show it",
        arguments: ["", "\n", "s3cret\nmore"])
    func unusable(text: String) throws {
        let path = try file(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let failure = #expect(throws: ServiceFailure.self) { try SecretSource.file(path).read() }
        #expect(failure?.kind == .credentials)
        #expect(failure?.reason.contains("s3cret") == false)
        #expect(throws: ServiceFailure.self) { try SecretSource.file(path + "-missing").read() }
        #expect(throws: ServiceFailure.self) { try SecretSource.environment("PEDIGREE_NO_SUCH_VARIABLE").read() }
    }

    @Test("basic authorization is USER:PASSWORD in base64")
    func basic() throws {
        let path = try file("Aladdin:open sesame\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try HTTPAuthorization.basic(.file(path)).header()?.value == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        let other = try file("nobody")
        defer { try? FileManager.default.removeItem(atPath: other) }
        #expect(throws: ServiceFailure.self) { try HTTPAuthorization.basic(.file(other)).header() }
        #expect(try HTTPAuthorization.none.header() == nil)
    }
}
