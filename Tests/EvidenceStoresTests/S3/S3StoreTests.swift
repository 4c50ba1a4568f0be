import EvidenceTesting
import Foundation
import HTTPTransport
import PolicyEngine
import Testing

@testable import EvidenceStores

@Suite("Evidence in a bucket", .enabled(if: MisbehavingServer.isAvailable))
struct S3StoreTests {
    private let server: MisbehavingServer
    private let bucket = "store-\(UUID().uuidString.lowercased())"

    init() throws { server = try MisbehavingServer.shared() }

    private func store(prefix: String, endpoint: String? = nil, _ limits: StoreLimits = .standard) throws -> S3Store {
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        access.credentials.credentialsFile = try secretFile("[default]\naws_access_key_id=A\naws_secret_access_key=S")
        let location = S3Location(
            bucket: bucket, prefix: prefix, endpoint: endpoint ?? server.origin, usesPathStyle: true)
        return S3Store(name: "bucket", location, access, limits: limits)
    }

    private func list(_ keys: [String], prefix: String, _ limits: StoreLimits = .standard) throws -> StoreListing {
        let contents = keys.map { key in
            "<Contents><Key>\(key)</Key><LastModified>2026-11-21T22:00:00Z</LastModified><ETag>\"e\"</ETag>"
                + "<Size>10</Size></Contents>"
        }
        let text = "<ListBucketResult>\(contents.joined())</ListBucketResult>"
        try server.answer("GET", "/\(bucket)", text.utf8)
        return try store(prefix: prefix, limits).list(by: .after(.seconds(30)))
    }

    @Test("only names that may hold evidence are entries, below the prefix, in the order of their keys")
    func entries() throws {
        let keys = [
            "p/z.json", "p/a/model.safetensors", "p/a/b.dsse.json", "p/", "p/json", "p/c/", "p/dvc.lock", "p/A.SIG",
        ]
        let listing = try list(keys, prefix: "p/")
        #expect(listing.entries.map(\.place) == ["A.SIG", "a/b.dsse.json", "dvc.lock", "z.json"])
        #expect(listing.entries.first?.version == #"10 2026-11-21T22:00:00Z "e""#)
        #expect(listing.problems.isEmpty)
    }

    @Test("a prefix that ends within a name is taken off as it is")
    func prefix() throws {
        #expect(
            try list(["eval-1.json", "eval-2.json"], prefix: "eval").entries.map(\.place) == ["-1.json", "-2.json"])
    }

    @Test("a listing that names keys elsewhere, or one twice, is not used")
    func strange() throws {
        #expect(throws: StoreFailure.self) { try list(["p/a.json", "q/a.json"], prefix: "p/") }
        #expect(throws: StoreFailure.self) { try list(["p/a.json", "p/a.json"], prefix: "p/") }
        // Equal as text, and two keys.
        #expect(try list(["\u{e9}.json", "e\u{301}.json"], prefix: "").entries.count == 2)
    }

    @Test("an object that is larger than is read is its own problem; too many bytes together are the source's failure")
    func bounds() throws {
        var limits = StoreLimits()
        limits.entryBytes = 9
        let listing = try list(["a.json"], prefix: "", limits)
        #expect(listing.entries.isEmpty)
        #expect(listing.problems.map(\.place) == ["a.json"])
        limits = StoreLimits()
        limits.totalBytes = 19
        #expect(try list(["a.json"], prefix: "", limits).entries.count == 1)
        #expect(throws: StoreFailure.self) { try list(["a.json", "b.json"], prefix: "", limits) }
    }

    @Test("what is read is what was listed: another ETag, another size and another checksum are refused")
    func reading() throws {
        let entry = try #require(try list(["a.json"], prefix: "").entries.first)
        let store = try store(prefix: "")
        func read(_ headers: [String: String], _ text: String = "0123456789", status: Int = 200) throws -> ReadFailure?
        {
            try server.answer("GET", "/\(bucket)/a.json", status: status, headers: headers, text.utf8)
            do throws(ReadFailure) {
                #expect(try store.read(entry, by: .after(.seconds(30))) == Array(text.utf8))
                return nil
            } catch {
                return error
            }
        }
        #expect(try read(["ETag": #""e""#]) == nil)
        #expect(try server.requests("/\(bucket)/a.json").last?.headers["if-match"] == #""e""#)
        #expect(try read(["ETag": #""f""#])?.isChanged == true)
        #expect(try read([:])?.isChanged == true)
        #expect(try read(["ETag": #""e""#], "012345678")?.isChanged == true)
        #expect(try read([:], status: 412)?.isChanged == true)
        #expect(try read([:], status: 404)?.isChanged == true)
        let sum = ["ETag": #""e""#, "x-amz-checksum-sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]
        let lie = try read(sum)
        #expect(lie?.isChanged == false && lie?.isService == false)
        let archived = try read([:], "<Error><Code>InvalidObjectState</Code></Error>", status: 403)
        #expect(archived?.isService == false && archived?.reason.contains("archived") == true)
        #expect(try read([:], "<Error><Code>AccessDenied</Code></Error>", status: 403)?.isService == true)
    }

    @Test("a place that no listing gave is none", arguments: ["", "x", "10", "10 ", "x y z"])
    func versions(version: String) throws {
        let entry = StoreListing.Entry(place: "a.json", version: version)
        let store = try store(prefix: "", endpoint: "https://127.0.0.1:1")
        #expect(#expect(throws: ReadFailure.self) { try store.read(entry, by: .after(.seconds(5))) }?.isChanged == true)
    }

    @Test("an endpoint that is no server is said, and nobody is asked")
    func noEndpoint() throws {
        let store = try store(prefix: "", endpoint: "https://host?query")
        #expect(
            #expect(throws: StoreFailure.self) { try store.list(by: .after(.seconds(5))) }?.reason.contains("endpoint")
                == true)
    }
}
