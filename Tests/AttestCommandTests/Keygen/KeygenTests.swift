import Attestation
import Foundation
import Testing

@testable import AttestCommand

@Suite("Keygen")
struct KeygenTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("keygen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func prefix(_ name: String = "eval-runner") -> String { folder.appendingPathComponent(name).path }
    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
    private func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test(
        "the private key is its owner's alone, the public one fits it, and the document holds it",
        arguments: [nil, "secret"])
    func pair(password: String?) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let pair = try Keygen(kind: .ed25519, prefix: prefix(), password: password).run()
        #expect(try mode("eval-runner.key") == 0o600 && mode("eval-runner.pub") == 0o644)
        let key = try PrivateKey.parse(pem: bytes("eval-runner.key"), password: password)
        let publicKey = try PublicKey.parse(pem: bytes("eval-runner.pub"))
        #expect(key.publicKey.digest == publicKey.digest && pair.publicKey.digest == publicKey.digest)
        #expect(
            pair.trustRoot.contains("name: eval-runner\n")
                && pair.trustRoot.contains("        -----BEGIN PUBLIC KEY-----\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test("a file that is there already is not touched; --force replaces both")
    func existing() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("mine".utf8).write(to: folder.appendingPathComponent("eval-runner.pub"))
        #expect(throws: AttestError.self) { try Keygen(prefix: prefix()).run() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["eval-runner.pub"])
        #expect(try bytes("eval-runner.pub") == Array("mine".utf8))
        _ = try Keygen(prefix: prefix(), replaces: true).run()
        #expect(
            try PublicKey.parse(pem: bytes("eval-runner.pub")).digest
                == PrivateKey.parse(pem: bytes("eval-runner.key")).publicKey.digest)
        #expect(try mode("eval-runner.key") == 0o600)
    }

    @Test("a directory that is missing, a prefix without a name and an empty password are refused")
    func refused() {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: AttestError.self) { try Keygen(prefix: prefix("none/key")).run() }
        #expect(throws: AttestError.self) { try Keygen(prefix: prefix() + "/").run() }
        #expect(throws: AttestError.self) { try Keygen(prefix: "").run() }
        #expect(throws: AttestError.self) { try Keygen(prefix: prefix(), password: "").run() }
    }

    @Test(
        "a name is made fit for Kubernetes",
        arguments: [
            ("Eval_Runner", "eval-runner"), ("--", "signer"), ("a..b", "a-b"), ("é", "signer"),
            (String(repeating: "a", count: 62) + "-b", String(repeating: "a", count: 62)),
        ])
    func labels(name: String, label: String) { #expect(TrustRootText.label(name) == label) }
}
