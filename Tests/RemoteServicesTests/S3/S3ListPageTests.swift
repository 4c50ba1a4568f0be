import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("Listings and names of S3")
struct S3ListPageTests {
    private func page(_ inside: String) throws -> S3ListPage {
        try S3ListPage(Array("<ListBucketResult xmlns='u'>\(inside)</ListBucketResult>".utf8), from: "s3.example")
    }

    private func contents(_ key: String, size: String = "2") -> String {
        "<Contents><Key>\(key)</Key><LastModified>2026-11-21T22:00:00.000Z</LastModified>"
            + "<ETag>&quot;e&quot;</ETag><Size>\(size)</Size></Contents>"
    }

    @Test("keys are what they are, encoded or not")
    func keys() throws {
        let encoded = try page("<EncodingType>url</EncodingType>" + contents("a+b%2Bc%C3%A9") + contents("%FF"))
        #expect(encoded.objects.map(\.key) == ["a b+cé"])
        #expect(encoded.unreadable == ["%FF"])
        #expect(encoded.next == nil)
        // A server that passes over encoding-type.
        #expect(try page(contents("a+b%2Bc")).objects.map(\.key) == ["a+b%2Bc"])
        let object = S3Object(key: "x", etag: #""e""#, size: 2, modified: "2026-11-21T22:00:00.000Z")
        #expect(try page(contents("x")).objects == [object])
    }

    @Test("a listing goes on where it says")
    func next() throws {
        let more = "<IsTruncated>true</IsTruncated>"
        #expect(try page(more + "<NextContinuationToken>1/=+</NextContinuationToken>").next == "1/=+")
        #expect(
            try page("<IsTruncated>false</IsTruncated><NextContinuationToken>t</NextContinuationToken>").next == nil)
        #expect(throws: ServiceFailure.self) { try page(more) }
        #expect(throws: ServiceFailure.self) { try page(more + "<NextContinuationToken/>") }
        let long = "<NextContinuationToken>\(String(repeating: "t", count: 3000))</NextContinuationToken>"
        #expect(throws: ServiceFailure.self) { try page(more + long) }
    }

    @Test("a listing that names an object without key or size is none", arguments: ["", "-1", "x", "1e3"])
    func malformed(size: String) throws {
        #expect(throws: ServiceFailure.self) { try page(contents("x", size: size)) }
        #expect(throws: ServiceFailure.self) { try page("<Contents><Size>1</Size></Contents>") }
        #expect(throws: ServiceFailure.self) { try S3ListPage(Array("<Other/>".utf8), from: "h") }
    }

    @Test(
        "a bucket stands in the host's name where that holds, and else in the path",
        arguments: [
            ("ml-evidence", nil, false, "ml-evidence.s3.eu-central-1.amazonaws.com", "/", "/a b"),
            // A dot would leave AWS's certificate; an upper-case letter is none in a host's name.
            ("ml.evidence", nil, false, "s3.eu-central-1.amazonaws.com", "/ml.evidence", "/ml.evidence/a b"),
            ("Evidence", nil, false, "s3.eu-central-1.amazonaws.com", "/Evidence", "/Evidence/a b"),
            ("ml-evidence", "https://minio.corp:9000", true, "minio.corp:9000", "/ml-evidence", "/ml-evidence/a b"),
            ("ml-evidence", "https://minio.corp:9000", false, "ml-evidence.minio.corp:9000", "/", "/a b"),
        ] as [(String, String?, Bool, String, String, String)])
    func buckets(name: String, endpoint: String?, isPath: Bool, host: String, root: String, path: String) throws {
        let bucket = S3Bucket(
            name: name, region: "eu-central-1", endpoint: endpoint.flatMap { AWSEndpoint($0) }, usesPathStyle: isPath)
        #expect(bucket.host == host)
        #expect(bucket.path == root)
        #expect(bucket.path(of: "a b") == path)
    }

    @Test("what a server says of an object: a version that lasts, and a checksum of all its bytes")
    func state() {
        func state(_ fields: [String: String]) -> S3State {
            S3State(HTTPResponse(status: 200, headers: fields.map { HTTPHeader($0.key, $0.value) }))
        }
        let sum = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(state(["x-amz-version-id": "v1", "x-amz-checksum-sha256": sum]).versionID == "v1")
        #expect(state(["x-amz-version-id": "null"]).versionID == nil)
        #expect(state(["x-amz-checksum-sha256": sum]).checksum?.hex == hex)
        #expect(state(["x-amz-checksum-sha256": "\(sum)-2"]).checksum == nil)
        #expect(state(["x-amz-checksum-sha256": sum, "x-amz-checksum-type": "COMPOSITE"]).checksum == nil)
        #expect(state(["x-amz-checksum-sha256": "AAAA"]).checksum == nil)
        let until = ["x-amz-object-lock-retain-until-date": "2027-01-01T00:00:00Z"]
        #expect(state(until).retainedUntil == nil)
        #expect(state(until.merging(["x-amz-object-lock-mode": "COMPLIANCE"]) { $1 }).retainedUntil != nil)
    }
}
