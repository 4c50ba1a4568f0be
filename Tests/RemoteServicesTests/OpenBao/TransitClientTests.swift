import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import RemoteServices
import Testing

@Suite("A client of a transit engine", .enabled(if: MisbehavingServer.isAvailable))
struct TransitClientTests {
    private let server: MisbehavingServer
    /// Of this test alone.
    private let mount = "m\(UUID().uuidString)"
    private var soon: Deadline { .after(.seconds(120)) }
    private let secret: String

    init() throws {
        server = try MisbehavingServer.shared()
        secret = NSTemporaryDirectory() + "pedigree-secret-\(UUID().uuidString)"
        try Data("t0ken\n".utf8).write(to: URL(fileURLWithPath: secret))
    }

    private func client(_ login: OpenBaoLogin? = nil, namespace: String? = nil) throws -> TransitClient {
        TransitClient(
            address: server.origin + "/", mount: mount, namespace: namespace, login ?? .token([.file(secret)]),
            HTTPSettings(caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))]))
    }

    private func answer(_ path: String, _ json: String, method: String = "GET", status: Int = 200) throws {
        try server.answer(method, "/v1/\(path)", status: status, Array(json.utf8))
    }

    private func failure(_ status: Int, _ json: String = "{}") throws -> ServiceFailure? {
        try answer("\(mount)/keys/runner", json, status: status)
        let failure = #expect(throws: ServiceFailure.self) { try client().keys("runner", by: soon) }
        #expect(failure?.reason.contains(MisbehavingServer.bodySecret) == false)
        #expect(failure?.reason.contains("t0ken") == false)
        return failure
    }

    @Test(
        "the keys of every type that signs are read",
        arguments: [PrivateKey.Kind.ecdsaP256, .ecdsaP384, .ecdsaP521, .ed25519, .rsa3072])
    func types(kind: PrivateKey.Kind) throws {
        let key = try PrivateKey.generate(kind).publicKey
        try answer("\(mount)/keys/runner", TransitAnswers.keys([1: key]))
        let found = try client(namespace: "ml/prod").keys("runner", by: soon)
        #expect(found.newest?.digest == key.digest)
        let request = try #require(try server.requests("/v1/\(mount)/").first)
        #expect(request.headers["x-vault-token"] == "t0ken")
        #expect(request.headers["x-vault-namespace"] == "ml/prod")
    }

    @Test("versions that the engine no longer verifies with are left out")
    func versions() throws {
        let keys = try (1...4).map { _ in try PrivateKey.generate(.ed25519).publicKey }
        try answer(
            "\(mount)/keys/runner",
            TransitAnswers.keys([1: keys[0], 2: keys[1], 3: keys[2], 4: keys[3]], latest: 3, oldest: 2))
        let found = try client().keys("runner", by: soon)
        #expect(found.versions.keys.sorted() == [2, 3])
        #expect(found.newest?.digest == keys[2].digest)
    }

    @Test("a key that is gone or deleted is not there, and other failures say what to do")
    func failures() throws {
        let deleted = TransitAnswers.keys(
            [1: try PrivateKey.generate(.ed25519).publicKey], extra: #", "soft_deleted": true"#)
        #expect(try failure(200, deleted)?.kind == .notFound)
        let missing = try failure(404, #"{"errors": ["\#(MisbehavingServer.bodySecret)"]}"#)
        #expect(missing?.kind == .notFound && missing?.reason.contains("\"runner\"") == true)
        let forbidden = try failure(403)
        #expect(forbidden?.kind == .forbidden && forbidden?.reason.contains("may not read") == true)
        #expect(try failure(503)?.reason.contains("sealed") == true)
        #expect(try failure(500)?.kind == .server)
    }

    @Test(
        "what is no key that signs is refused",
        arguments: [
            "", "[]", "{}", #"{"data": {}}"#, #"{"data": {"latest_version": 1, "keys": {"1": 1795301648}}}"#,
            #"{"data": {"latest_version": 1, "keys": {}}}"#,
            #"{"data": {"latest_version": 1, "keys": {"1": {"public_key": "BODY-THAT-NOBODY-MAY-READ"}}}}"#,
            #"{"data": {"latest_version": 1, "keys": {"1": {"public_key": ""}}}}"#,
            #"{"data": {"latest_version": 2, "min_decryption_version": 3, "keys": {"1": {}, "2": {}}}}"#,
        ])
    func malformed(json: String) throws { #expect(try failure(200, json)?.kind == .malformed) }

    @Test(
        "a signature is asked for as the key's type is used, and what comes back is checked",
        arguments: [
            (PrivateKey.Kind.ecdsaP256, #""hash_algorithm":"sha2-256","marshaling_algorithm":"asn1""#),
            (.ecdsaP384, #""hash_algorithm":"sha2-384""#), (.ecdsaP521, #""hash_algorithm":"sha2-512""#),
            (.rsa3072, #""signature_algorithm":"pss","salt_length":"hash""#), (.ed25519, #"{"input":"bWVzc2FnZQ=="}"#),
        ])
    func signs(kind: PrivateKey.Kind, asked: String) throws {
        let (message, key) = (Array("message".utf8), try PrivateKey.generate(kind))
        try answer("\(mount)/keys/runner", TransitAnswers.keys([1: key.publicKey]))
        try answer("\(mount)/sign/runner", TransitAnswers.signature(try key.sign(message)), method: "POST")
        let signed = try client().sign(message, with: "runner", by: soon)
        #expect(signed.key.digest == key.publicKey.digest)
        #expect(key.publicKey.scheme(ofSignature: signed.signature, over: message) != nil)
        let request = try #require(try server.requests("/v1/\(mount)/sign").first)
        #expect(String(decoding: request.body, as: UTF8.self).contains(asked))
        try answer(
            "\(mount)/sign/runner", TransitAnswers.signature(try key.sign(Array("other".utf8))), method: "POST")
        let failure = #expect(throws: ServiceFailure.self) { try client().sign(message, with: "runner", by: soon) }
        #expect(failure?.kind == .mismatch)
    }

    @Test(
        "what is no signature is refused",
        arguments: [
            "{}", #"{"data": {"signature": "vault:1:AA=="}}"#, #"{"data": {"signature": "vault:v1:"}}"#,
            #"{"data": {"signature": "AA=="}}"#, #"{"data": {"signature": "vault:v1:A"}}"#,
        ])
    func noSignature(json: String) throws {
        try answer("\(mount)/keys/runner", TransitAnswers.keys([1: try PrivateKey.generate(.ed25519).publicKey]))
        try answer("\(mount)/sign/runner", json, method: "POST")
        #expect(throws: ServiceFailure.self) { try client().sign([1], with: "runner", by: soon) }
    }

    @Test("a pod logs in with its own token once, and again where its lease is refused")
    func kubernetes() throws {
        try answer("\(mount)/keys/runner", TransitAnswers.keys([1: try PrivateKey.generate(.ed25519).publicKey]))
        try answer(
            "auth/\(mount)/login", #"{"auth": {"client_token": "leased", "lease_duration": 3600}}"#, method: "POST")
        let client = try client(.kubernetes(role: "pedigree", mount: mount, token: .file(secret)))
        for _ in 0..<3 { _ = try client.keys("runner", by: soon) }
        let logins = try server.requests("/v1/auth/\(mount)/")
        #expect(logins.map { String(decoding: $0.body, as: UTF8.self) } == [#"{"role":"pedigree","jwt":"t0ken"}"#])
        #expect(logins.first?.headers["x-vault-token"] == nil)
        #expect(try server.requests("/v1/\(mount)/").allSatisfy { $0.headers["x-vault-token"] == "leased" })
        try answer("\(mount)/keys/runner", "{}", status: 403)
        for _ in 0..<2 { #expect(throws: ServiceFailure.self) { try client.keys("runner", by: soon) } }
        #expect(try server.requests("/v1/auth/\(mount)/").count == 2)
    }

    @Test("a login that is refused names the role, and no token at all names the places")
    func noLogin() throws {
        let role = OpenBaoLogin.kubernetes(role: "pedigree", mount: mount, token: .file(secret))
        try answer("auth/\(mount)/login", #"{"errors": ["BODY-THAT-NOBODY-MAY-READ"]}"#, method: "POST", status: 403)
        var failure = #expect(throws: ServiceFailure.self) { try client(role).keys("runner", by: soon) }
        #expect(failure?.kind == .unauthorized && failure?.reason.contains("\"pedigree\"") == true)
        let sources = [SecretSource.environment("PEDIGREE_NO_SUCH_A"), .environment("PEDIGREE_NO_SUCH_B")]
        failure = #expect(throws: ServiceFailure.self) { try client(.token(sources)).keys("runner", by: soon) }
        #expect(failure?.kind == .credentials && failure?.reason.contains("PEDIGREE_NO_SUCH_B") == true)
    }
}
