import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

@testable import EvidenceStores

@Suite("Evidence that is brought to a bucket", .enabled(if: MisbehavingServer.isAvailable))
struct EvidencePushTests {
    private let server: MisbehavingServer
    private let bucket = "push-\(UUID().uuidString.lowercased())"
    private let envelope = Array(#"{"payload": "é"}"#.utf8)

    init() throws { server = try MisbehavingServer.shared() }

    private func push(prefix: String = "fraud") throws -> String {
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        access.credentials.credentialsFile = try secretFile("[default]\naws_access_key_id=A\naws_secret_access_key=S")
        let place = EvidenceSource.Place.s3(
            S3Location(bucket: bucket, prefix: prefix, endpoint: server.origin, usesPathStyle: true), access)
        return try EvidencePush(place).push(envelope, name: "e.dsse.json", subjects: [], by: .after(.seconds(30)))
    }

    private func object(_ prefix: String = "fraud/") -> String { "/\(bucket)/\(prefix)e.dsse.json" }

    @Test("it is written where nothing is, with its checksum, and said where it lies")
    func written() throws {
        try server.answer("PUT", object(), headers: ["x-amz-version-id": "v 1"], [])
        #expect(try push() == "s3://\(bucket)/fraud/e.dsse.json?versionId=v 1")
        let request = try #require(try server.requests(object()).first)
        #expect([UInt8](request.body) == envelope)
        #expect(request.headers["if-none-match"] == "*")
        #expect(request.headers["x-amz-checksum-sha256"]?.utf8.count == 44)
        #expect(request.headers["authorization"]?.contains("x-amz-checksum-sha256") == true)
    }

    @Test("a prefix that ends in a slash, or is none, stands as it is", arguments: ["a/b/", ""])
    func prefixes(prefix: String) throws {
        try server.answer("PUT", object(prefix), [])
        #expect(try push(prefix: prefix) == "s3://\(bucket)/\(prefix)e.dsse.json")
    }

    @Test("what is there already counts where it has the same bytes, and is never replaced where it has others")
    func taken() throws {
        try server.answer("PUT", object(), status: 412, [])
        try server.answer("GET", object(), envelope)
        #expect(try push() == "s3://\(bucket)/fraud/e.dsse.json")
        for other in [Array(#"{"payload": "e"}"#.utf8), [], envelope + [0x20]] {
            try server.answer("GET", object(), other)
            let failure = #expect(throws: PushFailure.self) { try push() }
            #expect(failure?.reason.contains("another content") == true)
        }
        try server.answer("GET", object(), status: 403, [])
        #expect(#expect(throws: PushFailure.self) { try push() }?.reason.contains("cannot read") == true)
    }

    @Test("a server without conditional writes is asked first whether something is there")
    func unconditional() throws {
        try server.answer("PUT", object(), status: 501, "<Error><Code>NotImplemented</Code></Error>".utf8)
        try server.answer("GET", object(), envelope)
        #expect(try push() == "s3://\(bucket)/fraud/e.dsse.json")
        try server.answer("GET", object(), status: 404, [])
        // Free: it is written without the condition, which this server refuses again.
        #expect(throws: PushFailure.self) { try push() }
        let last = try server.requests(object()).last
        #expect(last?.method == "PUT")
        #expect(last?.headers["if-none-match"] == nil)
    }

    @Test("a service that is busy is asked again, twice, and one that refuses is not")
    func busy() throws {
        try server.answer("PUT", object(), status: 503, "<Error><Code>SlowDown</Code></Error>".utf8)
        #expect(#expect(throws: PushFailure.self) { try push() }?.kind == .busy)
        #expect(try server.requests(object()).count == 3)
        try server.answer("PUT", object(), status: 403, [])
        #expect(#expect(throws: PushFailure.self) { try push() }?.kind == .forbidden)
        #expect(try server.requests(object()).count == 4)
    }

    @Test("a server that says that it keeps other bytes is not believed to have written them")
    func otherBytes() throws {
        let sum = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        try server.answer("PUT", object(), headers: ["x-amz-checksum-sha256": sum], [])
        #expect(#expect(throws: PushFailure.self) { try push() }?.reason.contains("other bytes") == true)
    }

    @Test(
        "a redirect is not followed, and names the region that S3 names",
        arguments: [("eu-west-1", "say region: eu-west-1"), ("<html>", "name its region")])
    func redirect(region: String, words: String) throws {
        let headers = ["Location": "\(server.origin)/elsewhere", "x-amz-bucket-region": region]
        try server.answer("PUT", object(), status: 307, headers: headers, [])
        let failure = #expect(throws: PushFailure.self) { try push() }
        #expect(failure?.reason.contains(words) == true, "\(failure?.reason ?? "")")
        #expect(failure?.reason.contains("<html>") == false)
        #expect(try server.requests("/elsewhere").isEmpty)
    }

    @Test(
        "a destination is a bucket or a repository",
        arguments: [
            ("s3://ml-evidence/fraud/", "s3://ml-evidence/fraud/"), ("s3://ml-evidence", "s3://ml-evidence/"),
            ("oci://registry.corp/ml/fraud/", "oci://registry.corp/ml/fraud"),
        ])
    func destinations(text: String, place: String) throws {
        let destination = try PushDestination(text, access: RemoteAccess()).place
        #expect(EvidenceSource(name: "x", place: destination).description == place)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "s3://", "s3:///x", "s3://a b/x", "oci://host", "oci://u@host/x", "https://host/x", "evidence/",
        ])
    func noDestination(text: String) throws {
        #expect(throws: PushFailure.self) { try PushDestination(text, access: RemoteAccess()) }
    }

    @Test("a directory, a web server and MLflow are not pushed to")
    func notWritable() throws {
        let places: [EvidenceSource.Place] = [
            .directory(path: "x"), .https(url: "https://x/", RemoteAccess()),
            .mlflow(url: "https://x/", models: [], RemoteAccess()),
        ]
        for place in places { #expect(throws: PushFailure.self) { try EvidencePush(place) } }
    }
}
