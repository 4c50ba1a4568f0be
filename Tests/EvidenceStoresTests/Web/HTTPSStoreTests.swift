import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

@testable import EvidenceStores

@Suite("Evidence on a web server", .enabled(if: MisbehavingServer.isAvailable))
struct HTTPSStoreTests {
    private let server: MisbehavingServer
    /// Of this test alone.
    private let base = "/\(UUID().uuidString)/"

    init() throws { server = try MisbehavingServer.shared() }

    private func store(_ path: String = "", _ change: (inout RemoteAccess) -> Void = { _ in }) -> HTTPSStore {
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        change(&access)
        return HTTPSStore(name: "web", url: server.origin + base + path, access: access)
    }

    private func list(_ store: HTTPSStore) throws -> StoreListing { try store.list(by: .after(.seconds(60))) }

    private func read(_ store: HTTPSStore, _ entry: StoreListing.Entry) throws -> [UInt8] {
        try store.read(entry, by: .after(.seconds(60)))
    }

    private func sums(_ files: [String: String]) -> [UInt8] {
        Array(files.map { "\(ContentDigest.sha256(Array($0.value.utf8)).hex)  \($0.key)\n" }.joined().utf8)
    }

    @Test("a directory on a web server gives what the same directory gives on this machine")
    func sameAsDirectory() throws {
        let directory = try TemporaryDirectory()
        let files = [
            "eval.dsse.json": "{}", "deep/er/all.intoto.jsonl": "{}\n", "README.md": "no", "model.safetensors": "no",
            ".draft.json": "{}", ".git/config.json": "{}", "with space+%2F#?.json": "{\"a\": 1}", "ünï.sig": "{}",
        ]
        for (name, text) in files {
            try directory.write(text, to: name)
            try server.answer("GET", base + escaped(name), Array(text.utf8))
        }
        try server.answer("GET", base + "SHA256SUMS", sums(files))
        let local = DirectoryStore(name: "git", path: directory.path)
        let remote = store()
        let listing = try list(remote)
        #expect(listing.entries.map(\.place) == (try local.list(by: .after(.seconds(60)))).entries.map(\.place))
        for entry in listing.entries {
            #expect(try read(remote, entry) == Array(try #require(files[entry.place]).utf8), "\(entry.place)")
        }
    }

    /// Apart from the code that is tested.
    private func escaped(_ name: String) -> String {
        name.addingPercentEncoding(
            withAllowedCharacters: .urlPathAllowed.subtracting(CharacterSet(charactersIn: "+%#?")))
            ?? ""
    }

    @Test("the indexer finds an envelope that a web server holds")
    func indexed() throws {
        let signer = try TestSigner()
        let uri = "s3://ml-models-prod/fraud-detector/v47/"
        let envelope = try signer.envelope(uri)
        try server.answer("GET", base + "eval.dsse.json", envelope)
        let text = "\(ContentDigest.sha256(envelope).hex) *./eval.dsse.json\n"
        try server.answer("GET", base + "SHA256SUMS", Array(text.utf8))
        let outcome = EvidenceIndexer().look(at: [store()], trustRoots: [signer.root])
        #expect(outcome.verified(uri) == ["eval.dsse.json"])
    }

    @Test("a file that the list names and the server lacks is its own problem, and one that left the list a change")
    func gone() throws {
        let files = ["gone.json": "{}"]
        try server.answer("GET", base + "SHA256SUMS", sums(files))
        let store = store()
        let entry = try #require(try list(store).entries.first)
        var failure = #expect(throws: ReadFailure.self) { try read(store, entry) }
        #expect(failure?.isChanged == false && failure?.isService == false)
        #expect(failure?.reason.contains("SHA256SUMS names it") == true)
        try server.answer("GET", base + "SHA256SUMS", sums([:]))
        failure = #expect(throws: ReadFailure.self) { try read(store, entry) }
        #expect(failure?.isChanged == true)
    }

    @Test("a directory without a list says how to make one")
    func noList() throws {
        let failure = #expect(throws: StoreFailure.self) { try list(store()) }
        #expect(failure?.reason.contains("sha256sum") == true)
    }

    @Test(
        "one file is known by its ETag, its Last-Modified or its digest, and read only as it was listed",
        arguments: [
            ["ETag": "\"1\""], ["ETag": "W/\"1\""], ["Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"], [:],
        ])
    func singleFile(headers: [String: String]) throws {
        try server.answer("GET", base + "all.jsonl", headers: headers, Array("{}\n".utf8))
        let store = store("all.jsonl")
        let before = try list(store)
        #expect(before.entries.map(\.place) == ["all.jsonl"])
        #expect(try list(store) == before)
        let entry = try #require(before.entries.first)
        #expect(try read(store, entry) == Array("{}\n".utf8))
        let newer = headers.mapValues { $0.replacing("1\"", with: "2\"").replacing("10:00", with: "10:01") }
        try server.answer("GET", base + "all.jsonl", headers: newer, Array("{ }\n".utf8))
        #expect(throws: ReadFailure.self) { try read(store, entry) }
        let after = try list(store)
        #expect(after != before)
        #expect(try read(store, try #require(after.entries.first)) == Array("{ }\n".utf8))
    }

    @Test("one file of a server that knows no HEAD is listed all the same", arguments: [403, 405, 501])
    func noHead(status: Int) throws {
        try server.answer("GET", base + "one.sigstore", headers: ["ETag": "\"1\""], Array("{}".utf8))
        try server.answer("HEAD", base + "one.sigstore", status: status, [])
        let store = store("one.sigstore?version=7")
        let entry = try #require(try list(store).entries.first)
        #expect(entry.place == "one.sigstore")
        #expect(try read(store, entry) == Array("{}".utf8))
    }

    @Test("a URL of what cannot be evidence is refused by name")
    func noCarrier() throws {
        let failure = #expect(throws: StoreFailure.self) { try list(store("model.safetensors")) }
        #expect(failure?.reason.contains("model.safetensors") == true)
        #expect(try server.requests(base).isEmpty)
    }

    @Test("a token is read again for each request, so that one that was rotated counts")
    func rotation() throws {
        try server.answer("GET", base + "SHA256SUMS", [])
        let file = try secretFile("first\n")
        let store = store { $0.credentials.tokenFile = file }
        _ = try list(store)
        try Data("second".utf8).write(to: URL(fileURLWithPath: file))
        _ = try list(store)
        #expect(try server.requests(base).map { $0.headers["authorization"] } == ["Bearer first", "Bearer second"])
    }

    @Test("a user and a password are sent as RFC 7617 says")
    func basic() throws {
        try server.answer("GET", base + "SHA256SUMS", [])
        let file = try secretFile("alice:pässword")
        _ = try list(store { $0.credentials.basicFile = file })
        #expect(try server.requests(base).map { $0.headers["authorization"] } == ["Basic YWxpY2U6cMOkc3N3b3Jk"])
    }

    @Test("a redirect to another host leaves the token behind")
    func redirect() throws {
        // The same server by another name: its port is another origin's.
        let other = try MisbehavingServer.shared("https")
        let target = "\(other.origin)\(base)SHA256SUMS"
        try server.answer("GET", base + "SHA256SUMS", status: 302, headers: ["Location": target], [])
        try other.answer("GET", base + "SHA256SUMS", [])
        let (token, authorities) = (try secretFile("t0ken"), try secretFile(""))
        var both = try Data(contentsOf: URL(fileURLWithPath: server.caFile))
        both.append(try Data(contentsOf: URL(fileURLWithPath: other.caFile)))
        try both.write(to: URL(fileURLWithPath: authorities))
        _ = try list(
            store {
                $0.credentials.tokenFile = token
                $0.caFile = authorities
            })
        #expect(try server.requests(base).map { $0.headers["authorization"] } == ["Bearer t0ken"])
        #expect(try other.requests(base).map { $0.headers["authorization"] } == [nil])
    }
}
