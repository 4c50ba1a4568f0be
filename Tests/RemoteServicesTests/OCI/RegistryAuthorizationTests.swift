import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import RemoteServices

@Suite("How registries are told who asks", .enabled(if: MisbehavingServer.isAvailable))
struct RegistryAuthorizationTests {
    private let stub: StubRegistry
    private var soon: Deadline { StubRegistry.soon }
    private let manifest = #"{"layers": []}"#
    private let basic = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="

    init() throws { stub = try StubRegistry() }

    private func config() -> String { stub.config("Aladdin", "open sesame") }

    private func realm() -> String { "/token/\(stub.repository.name)" }

    private func bearer(_ more: String = "") -> String {
        #"Bearer realm="\#(stub.server.origin)\#(realm())",service="stub"\#(more)"#
    }

    private func failure(_ body: () throws -> Void) -> ServiceFailure? {
        let failure = #expect(throws: ServiceFailure.self, performing: body)
        #expect(failure?.reason.contains("sesame") == false)
        #expect(failure?.reason.contains("s3cret") == false)
        return failure
    }

    @Test("a token is fetched with the registry's credentials, kept, and used for what it is good for")
    func token() throws {
        let (one, two) = (
            try stub.put(manifest, authorization: "Bearer t1"), try stub.put(manifest + " ", authorization: "Bearer t1")
        )
        try stub.demand(bearer(), of: "manifests/\(one)", "manifests/\(two)")
        try stub.server.answer("GET", realm(), authorization: basic, Array(#"{"token": "t1", "expires_in": 300}"#.utf8))
        let client = try stub.client(config: config())
        for digest in [one, two, one] { _ = try client.manifest(.digest(digest), in: stub.repository, by: soon) }
        #expect(try stub.server.requests(realm()).count == 1)
        #expect(try stub.server.requests(realm()).first?.path.contains("scope=repository%3A") == true)
        #expect(
            try stub.requests().map { $0.headers["authorization"] } == [nil, "Bearer t1", "Bearer t1", "Bearer t1"])
    }

    @Test("a token is asked for without credentials where there are none, as public repositories want it")
    func anonymous() throws {
        let digest = try stub.put(manifest, authorization: "Bearer t1")
        try stub.demand(bearer(), of: "manifests/\(digest)")
        try stub.server.answer("GET", realm(), Array(#"{"access_token": "t1"}"#.utf8))
        _ = try stub.client().manifest(.digest(digest), in: stub.repository, by: soon)
        #expect(try stub.server.requests(realm()).first?.headers["authorization"] == nil)
    }

    @Test("a token that ran out, or was taken back, is fetched anew once")
    func renewed() throws {
        let digest = try stub.put(manifest, authorization: "Bearer t1")
        try stub.demand(bearer(), of: "manifests/\(digest)")
        try stub.server.answer("GET", realm(), Array(#"{"token": "t1", "expires_in": 300}"#.utf8))
        let client = try stub.client()
        _ = try client.manifest(.digest(digest), in: stub.repository, by: soon)
        try stub.answer(
            "GET", "manifests/\(digest)", authorization: "Bearer t1", status: 401,
            headers: ["WWW-Authenticate": bearer()])
        try stub.answer("GET", "manifests/\(digest)", authorization: "Bearer t2", manifest)
        try stub.server.answer("GET", realm(), Array(#"{"token": "t2", "expires_in": 0}"#.utf8))
        _ = try client.manifest(.digest(digest), in: stub.repository, by: soon)
        // It lasted no time at all, so that the next request goes without and is told to fetch another.
        _ = try client.manifest(.digest(digest), in: stub.repository, by: soon)
        #expect(
            try stub.requests().map { $0.headers["authorization"] } == [
                nil, "Bearer t1", "Bearer t1", "Bearer t2", nil, "Bearer t2",
            ])
    }

    @Test("a token of too narrow a scope is tried once, and the failure says who asks for what")
    func wrongScope() throws {
        let digest = ContentDigest.sha256(Array(manifest.utf8))
        try stub.demand(bearer(#",error="insufficient_scope""#), of: "manifests/\(digest)")
        try stub.server.answer("GET", realm(), authorization: basic, Array(#"{"token": "narrow"}"#.utf8))
        let failure = failure {
            _ = try stub.client(config: config()).manifest(.digest(digest), in: stub.repository, by: soon)
        }
        #expect(failure?.kind == .unauthorized)
        #expect(failure?.reason.contains("401") == true && failure?.reason.contains("not accepted") == true)
        #expect(try stub.requests().count == 2)
    }

    @Test("a token service that refuses is named, with the registry and its file", arguments: [401, 403])
    func refused(status: Int) throws {
        try stub.demand(bearer(), of: "tags/list")
        try stub.server.answer("GET", realm(), status: status, Array(#"{"details": "s3cret"}"#.utf8))
        let failure = failure { _ = try stub.client(config: config()).tags(in: stub.repository, by: soon) }
        #expect(failure?.kind == .unauthorized)
        #expect(
            failure?.reason.contains("\(status)") == true
                && failure?.reason.contains(stub.repository.description) == true)
    }

    @Test("a token service that is busy says for how long")
    func busy() throws {
        try stub.demand(bearer(), of: "tags/list")
        try stub.server.answer("GET", realm(), status: 429, headers: ["Retry-After": "9"], Array("s3cret".utf8))
        let failure = failure { _ = try stub.client().tags(in: stub.repository, by: soon) }
        #expect(failure?.kind == .busy && failure?.retryAfter == .seconds(9))
    }

    @Test(
        "a password is sent where Basic is asked for, and from then on without being asked; rotated, it counts at once")
    func password() throws {
        let digest = try stub.put(manifest, authorization: basic)
        try stub.demand(#"Basic realm="stub""#, of: "manifests/\(digest)")
        let client = try stub.client(config: config())
        for _ in 0..<2 { _ = try client.manifest(.digest(digest), in: stub.repository, by: soon) }
        #expect(try stub.requests().map { $0.headers["authorization"] } == [nil, basic, basic])
    }

    @Test("without credentials the failure says where they could stand")
    func noCredentials() throws {
        try stub.demand(#"Basic realm="stub""#, of: "tags/list")
        let failure = failure { _ = try stub.client().tags(in: stub.repository, by: soon) }
        #expect(failure?.kind == .unauthorized)
        #expect(failure?.reason.contains("has no credentials for \(stub.host)") == true)
        #expect(try stub.requests().count == 1)
    }

    @Test("a refresh token is exchanged for a token by POST")
    func refreshToken() throws {
        let digest = try stub.put(manifest, authorization: "Bearer t1")
        try stub.demand(bearer(), of: "manifests/\(digest)")
        try stub.server.answer("POST", realm(), Array(#"{"access_token": "t1", "expires_in": 60}"#.utf8))
        let client = try stub.client(config: #"{"auths": {"\#(stub.host)": {"identitytoken": "refresh"}}}"#)
        _ = try client.manifest(.digest(digest), in: stub.repository, by: soon)
        let body = try #require(try stub.server.requests(realm()).first?.body)
        #expect(String(decoding: body, as: UTF8.self).contains("refresh_token=refresh"))
    }

    @Test("another registry's credentials go nowhere, whatever realm a registry names (T18)")
    func otherRegistry() throws {
        try stub.demand(bearer(), of: "tags/list")
        try stub.server.answer("GET", realm(), Array(#"{"token": "t1"}"#.utf8))
        let client = try stub.client(
            config: #"{"auths": {"registry.corp.example": {"username": "a", "password": "s3cret"}}}"#)
        _ = failure { _ = try client.tags(in: stub.repository, by: soon) }
        #expect(try stub.server.requests(realm()).allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test(
        "a realm that is not encrypted, or lies where nothing may be connected to, gets nothing",
        arguments: [
            "http://127.0.0.1:1/token", "https://169.254.169.254/token", "https://127.0.0.2/token",
            "file:///etc/passwd",
        ])
    func badRealm(realm: String) throws {
        try stub.demand(#"Bearer realm="\#(realm)",service="stub""#, of: "tags/list")
        #expect(failure { _ = try stub.client(config: config()).tags(in: stub.repository, by: soon) } != nil)
    }

    @Test("storage that a blob is redirected to gets no credentials, and may not ask for them")
    func storage() throws {
        let storage = try StubRegistry(.shared("oci"))
        let path = NSTemporaryDirectory() + "pedigree-ca-\(UUID().uuidString).crt"
        let both = try [stub, storage].map { try String(contentsOfFile: $0.server.caFile, encoding: .utf8) }
        try both.joined().write(toFile: path, atomically: true, encoding: .utf8)
        let client = try stub.client(config: config(), caFile: path)
        let bytes = Array("blob".utf8)
        let digest = ContentDigest.sha256(bytes)
        let place = "\(storage.server.origin)\(storage.path)store"
        try stub.demand(#"Basic realm="stub""#, of: "blobs/\(digest)")
        try stub.answer("GET", "blobs/\(digest)", authorization: basic, status: 307, headers: ["Location": place])
        try storage.answer("GET", "store", "blob")
        #expect(try client.blob(digest, in: stub.repository, maxBytes: 100, by: soon) == bytes)
        try storage.answer("GET", "store", status: 401, headers: ["WWW-Authenticate": bearer()])
        #expect(
            failure { _ = try client.blob(digest, in: stub.repository, maxBytes: 100, by: soon) }?.kind == .unauthorized
        )
        #expect(try storage.requests("store").allSatisfy { $0.headers["authorization"] == nil })
        #expect(try stub.server.requests(realm()).isEmpty)
    }
}
