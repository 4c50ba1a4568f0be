import Attestation
import EvidenceTesting
import HTTPTransport
import KubernetesModel
import Testing

@testable import RemoteServices

@Suite("What is read from registries", .enabled(if: MisbehavingServer.isAvailable))
struct RegistryClientTests {
    private let stub: StubRegistry
    private let client: RegistryClient
    private var soon: Deadline { StubRegistry.soon }

    init() throws {
        stub = try StubRegistry()
        client = try stub.client()
    }

    private func failure(_ body: () throws -> Void) -> ServiceFailure? {
        #expect(throws: ServiceFailure.self, performing: body)
    }

    @Test("a tag's digest is that of the bytes that came, whatever the header says")
    func resolve() throws {
        let claimed = "sha256:\(String(repeating: "0", count: 64))"
        let text = #"{"schemaVersion": 2, "manifests": []}"#
        try stub.answer("GET", "manifests/v1", headers: ["Docker-Content-Digest": claimed], text)
        #expect(try client.resolve("v1", in: stub.repository, by: soon) == ContentDigest.sha256(Array(text.utf8)))
        #expect(try client.claimedDigest("v1", in: stub.repository, by: soon)?.description == claimed)
        let accepted = try #require(try stub.requests("manifests/v1").first?.headers["accept"])
        for type in [
            "oci.image.manifest.v1", "oci.image.index.v1", "docker.distribution.manifest.v2", "manifest.list.v2",
        ] {
            #expect(accepted.contains(type))
        }
    }

    @Test("a tag that is not there is said with its name")
    func absent() throws {
        let failure = failure { _ = try client.resolve("v1", in: stub.repository, by: soon) }
        #expect(failure?.kind == .notFound)
        #expect(failure?.reason.contains("\(stub.repository.name):v1") == true)
    }

    @Test("other bytes than a digest names are refused, manifests and blobs (T7)")
    func mismatch() throws {
        let text = #"{"layers": []}"#
        let digest = try stub.put(text)
        #expect(try client.manifest(.digest(digest), in: stub.repository, by: soon).digest == digest)
        try stub.answer("GET", "manifests/\(digest)", headers: ["Docker-Content-Digest": "\(digest)"], text + " ")
        #expect(failure { _ = try client.manifest(.digest(digest), in: stub.repository, by: soon) }?.kind == .mismatch)
        try stub.answer("GET", "blobs/\(digest)", text)
        #expect(try client.blob(digest, in: stub.repository, maxBytes: 100, by: soon) == Array(text.utf8))
        try stub.answer("GET", "blobs/\(digest)", "other")
        let other = failure { _ = try client.blob(digest, in: stub.repository, maxBytes: 100, by: soon) }
        #expect(other?.kind == .mismatch)
        #expect(other?.reason.contains("\(digest)") == true)
    }

    @Test("a manifest or a blob that is too large is not read to its end")
    func tooLarge() throws {
        let text = #"{"layers": [], "x": "\#(String(repeating: "x", count: 5 << 20))"}"#
        let digest = try stub.put(text)
        let manifest = failure { _ = try client.manifest(.digest(digest), in: stub.repository, by: soon) }
        #expect(manifest?.kind == .transport(.tooLarge))
        try stub.answer("GET", "blobs/\(digest)", text)
        let blob = failure { _ = try client.blob(digest, in: stub.repository, maxBytes: 1000, by: soon) }
        #expect(blob?.kind == .transport(.tooLarge))
    }

    @Test("all pages of tags are read, sorted, each once; what can be no tag is left out")
    func tags() throws {
        let next = [#"</v2/\#(stub.repository.name)/tags/list?n=1000&last=b>; rel="next""#]
        try stub.answer(
            "GET", "tags/list?n=1000", headers: ["Link": next[0]], #"{"name": "x", "tags": ["b", "a", "../x"]}"#)
        try stub.answer("GET", "tags/list?n=1000&last=b", #"{"tags": ["c", "a", "", "B"]}"#)
        #expect(try client.tags(in: stub.repository, by: soon) == ["B", "a", "b", "c"])
        #expect(failure { _ = try client.tags(in: stub.repository, most: 3, by: soon) }?.kind == .malformed)
        try stub.answer("GET", "tags/list?n=1000", #"{"tags": null}"#)
        #expect(try client.tags(in: stub.repository, by: soon) == [])
    }

    @Test(
        "a listing that goes on at another host, or in a circle, is refused",
        arguments: ["<https://evil.example/v2/x/tags/list>", "<//evil.example/x>", "<http://127.0.0.1/x>", "CIRCLE"])
    func links(link: String) throws {
        let circle = "<\(stub.path)tags/list?n=1000>; rel=\"next\""
        try stub.answer("GET", "tags/list", headers: ["Link": link == "CIRCLE" ? circle : link], #"{"tags": ["a"]}"#)
        #expect(failure { _ = try client.tags(in: stub.repository, by: soon) }?.kind == .malformed)
        #expect(try stub.requests("tags/list").count == 1)
    }

    @Test("what is no list of tags fails", arguments: ["", "[]", "{}", #"{"tags": "a"}"#, "<html>"])
    func noTags(body: String) throws {
        try stub.answer("GET", "tags/list", body)
        #expect(failure { _ = try client.tags(in: stub.repository, by: soon) }?.kind == .malformed)
    }

    @Test("referrers are read over all pages, and filtered here where the registry did not")
    func referrers() throws {
        let subject = Digest(.sha256, hex: String(repeating: "a", count: 64))
        func index(_ hex: String, _ type: String) -> String {
            #"{"schemaVersion": 2, "manifests": [{"mediaType": "m/m", "digest": "sha256:\#(String(repeating: hex, count: 64))", "size": 1, "artifactType": "\#(type)"}]}"#
        }
        let type = ["Content-Type": OCIManifest.index]
        let next = ["Link": "<\(stub.path)referrers/\(subject)?next=1>; rel=\"next\""].merging(type) { one, _ in one }
        try stub.answer("GET", "referrers/\(subject)", headers: next, index("1", "a/a"))
        try stub.answer("GET", "referrers/\(subject)?next=1", headers: type, index("2", "b/b"))
        let all = try client.referrers(of: subject, in: stub.repository, by: soon)
        #expect(all?.descriptors.map(\.artifactType) == ["a/a", "b/b"])
        let some = try client.referrers(of: subject, artifactType: "b/b", in: stub.repository, by: soon)
        #expect(some?.descriptors.map(\.artifactType) == ["b/b"])
        #expect(try stub.requests("referrers/").contains { $0.path.hasSuffix("?artifactType=b%2Fb") })
    }

    @Test("a registry without referrers says so with 404, or with a page for people", arguments: [404, 405, 200])
    func noReferrers(status: Int) throws {
        let subject = Digest(.sha256, hex: String(repeating: "a", count: 64))
        try stub.answer(
            "GET", "referrers/\(subject)", status: status, headers: ["Content-Type": "text/html; charset=utf-8"],
            "<html>")
        #expect(try client.referrers(of: subject, in: stub.repository, by: soon) == nil)
    }

    @Test("a list of referrers that cannot be had is never an empty one", arguments: [403, 500, 200])
    func failedReferrers(status: Int) throws {
        let subject = Digest(.sha256, hex: String(repeating: "a", count: 64))
        try stub.answer(
            "GET", "referrers/\(subject)", status: status, headers: ["Content-Type": "application/json"], "{}")
        #expect(failure { _ = try client.referrers(of: subject, in: stub.repository, by: soon) } != nil)
    }

    @Test(
        "a 404 is an absence only where the registry says that the repository has no such thing",
        arguments: [
            (#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#, true), (#"{"errors":[{"code":"BLOB_UNKNOWN"}]}"#, true),
            (#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#, false), (#"{"errors":[{"code":"DENIED"}]}"#, false),
            (#"{"errors":[{"code":"MANIFEST_UNKNOWN"},{"code":"DENIED"}]}"#, false), (#"{"errors":[]}"#, false),
            (#"{"errors":[{}]}"#, false), ("{}", false), ("", false), ("<html>not found</html>", false),
        ])
    func absences(_ body: String, isAbsence: Bool) throws {
        try stub.answer("GET", "manifests/v1", status: 404, body)
        let failure = failure { _ = try client.manifest(.tag("v1"), in: stub.repository, by: soon) }
        #expect(failure?.kind == .notFound && failure?.isAbsence == isAbsence)
    }

    @Test("a file is there, is not there, or nobody may know")
    func blobs() throws {
        let digest = Digest(.sha256, hex: String(repeating: "a", count: 64))
        try stub.answer("HEAD", "blobs/\(digest)", status: 200)
        #expect(try client.hasBlob(digest, in: stub.repository, by: soon))
        try stub.answer("HEAD", "blobs/\(digest)", status: 404)
        #expect(try !client.hasBlob(digest, in: stub.repository, by: soon))
        try stub.answer("HEAD", "blobs/\(digest)", status: 403)
        #expect(failure { _ = try client.hasBlob(digest, in: stub.repository, by: soon) }?.kind == .forbidden)
    }
}
