import Foundation
import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("Signatures of AWS, version 4")
struct AWSSignatureTests {
    /// One case of Tests/Fixtures/aws/signatures.json.
    struct Recorded: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var endpoint: String
        var path: String
        var query: [[String?]]
        var headers: [[String]]
        var body: String
        var token: String?
        var region: String
        var service: String
        var url: String
        var authorization: String

        var testDescription: String { name }
    }

    struct Recording: Decodable, Sendable {
        var accessKeyID: String
        var secretAccessKey: String
        var seconds: Int
        var cases: [Recorded]
    }

    private static let recording: Recording? = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = folder.appendingPathComponent("Fixtures/aws/signatures.json")
        return try? JSONDecoder().decode(Recording.self, from: Data(contentsOf: file))
    }()

    @Test("the recording is there")
    func recorded() { #expect((Self.recording?.cases.count ?? 0) >= 20) }

    @Test("each request has the URL and the signature that botocore gives it", arguments: recording?.cases ?? [])
    func recorded(_ recorded: Recorded) throws {
        let recording = try #require(Self.recording)
        let credentials = try #require(
            AWSCredentials(
                accessKeyID: recording.accessKeyID, secretAccessKey: recording.secretAccessKey,
                sessionToken: recorded.token, origin: "test"))
        let request = AWSRequest(
            try #require(HTTPRequest.Method(rawValue: recorded.method)), try #require(AWSEndpoint(recorded.endpoint)),
            path: recorded.path, query: recorded.query.map { ($0.first.flatMap { $0 } ?? "", $0.last.flatMap { $0 }) },
            headers: recorded.headers.map { HTTPHeader($0[0], $0[1]) }, body: Array(recorded.body.utf8))
        let signed = AWSSignature(
            credentials, region: recorded.region, service: recorded.service, at: UnixTime(seconds: recording.seconds)
        ).sign(request)
        #expect(signed.url == recorded.url)
        #expect(authorization(signed) == recorded.authorization)
        #expect(!signed.followsRedirects)
    }

    private func authorization(_ request: HTTPRequest) -> String? {
        request.headers.first { $0.name == "Authorization" }?.value
    }

    // Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", examples.
    @Test(
        "the examples that AWS publishes come out",
        arguments: [
            (
                "/test.txt", nil, ["range": "bytes=0-9"],
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
            ),
            ("/", "lifecycle", [:], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ] as [(String, String?, [String: String], String)])
    func published(path: String, query: String?, headers: [String: String], signature: String) throws {
        let credentials = try #require(
            AWSCredentials(
                accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                origin: "test"))
        let request = AWSRequest(
            .get, try #require(AWSEndpoint("https://examplebucket.s3.amazonaws.com")), path: path,
            query: query.map { [($0, nil)] } ?? [], headers: headers.map { HTTPHeader($0.key, $0.value) })
        let time = try #require(UnixTime("2013-05-24T00:00:00Z"))
        let signed = AWSSignature(credentials, region: "us-east-1", service: "s3", at: time).sign(request)
        #expect(authorization(signed)?.hasSuffix("Signature=\(signature)") == true)
    }

    @Test("credentials do not show what they know")
    func secret() throws {
        let credentials = try #require(
            AWSCredentials(accessKeyID: "AK", secretAccessKey: "SECRET", sessionToken: "TOKEN", origin: "a file"))
        for text in ["\(credentials)", String(reflecting: credentials), "\([credentials])"] {
            #expect(!text.contains("SECRET") && !text.contains("TOKEN"))
        }
        #expect(AWSCredentials(accessKeyID: "A\r\nX: y", secretAccessKey: "S", origin: "") == nil)
        #expect(AWSCredentials(accessKeyID: "A", secretAccessKey: "", origin: "") == nil)
    }
}
