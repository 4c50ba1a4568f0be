import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import RemoteServices

@Suite("Roles that a token in a file takes on", .enabled(if: MisbehavingServer.isAvailable))
struct WebIdentityTests {
    private let server: MisbehavingServer
    private let path = "/sts-\(UUID().uuidString)/"
    private let role = "arn:aws:iam::123456789012:role/gate"

    init() throws { server = try MisbehavingServer.shared() }

    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "/pedigree-sts-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func source(
        _ environment: [String: String], _ settings: AWSCredentialSource.Settings = .init(), at seconds: Int = 1000
    ) -> AWSCredentialSource {
        var http = HTTPSettings(caFile: server.caFile)
        http.networks = NetworkPrefix("127.0.0.1/32").map { [$0] } ?? []
        let all = environment.merging(["AWS_ENDPOINT_URL_STS": server.origin + path]) { $1 }
        return AWSCredentialSource(
            settings, region: "eu-central-1", http: http, clock: WallClock { UnixTime(seconds: seconds) }
        ) { all[$0] }
    }

    private func answer(expiring: String = "2026-11-21T23:00:00Z", key: String = "ASIAROLE") throws {
        let inside =
            "<AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s3cret</SecretAccessKey>"
            + "<SessionToken>tok/+=</SessionToken><Expiration>\(expiring)</Expiration>"
        let result =
            "<AssumeRoleWithWebIdentityResult><Credentials>\(inside)</Credentials></AssumeRoleWithWebIdentityResult>"
        let text = "<AssumeRoleWithWebIdentityResponse xmlns='u'>\(result)</AssumeRoleWithWebIdentityResponse>"
        try server.answer("POST", path, text.utf8)
    }

    @Test("the token is sent once, and what came for it is used until it ends")
    func assumes() throws {
        try answer()
        let token = try file("a.b+/=&c\n")
        let source = source(["AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": role])
        for _ in 0..<3 {
            let found = try source.credentials(by: .after(.seconds(30)))
            #expect(
                [found.accessKeyID, found.secretAccessKey, found.sessionToken] == ["ASIAROLE", "s3cret", "tok/+="])
        }
        let requests = try server.requests(path)
        #expect(requests.count == 1)
        let body = String(decoding: requests.first?.body ?? Data(), as: UTF8.self)
        #expect(body.contains("&WebIdentityToken=a.b%2B%2F%3D%26c"))
        #expect(body.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fgate&"))
        #expect(requests.first?.headers["authorization"] == nil)
    }

    @Test("a profile may name the role and the token")
    func profile() throws {
        try answer()
        let token = try file("t")
        let profile = try file("[gate]\nrole_arn = \(role)\nweb_identity_token_file = \(token)\n")
        let found = try source([:], .init(file: profile, profile: "gate")).credentials(by: .after(.seconds(30)))
        #expect(found.accessKeyID == "ASIAROLE")
        #expect(found.origin.contains(role))
    }

    @Test("what STS refuses is named by its code, and neither token nor body is shown")
    func refused() throws {
        let text =
            "<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>SECRET</Message></Error></ErrorResponse>"
        try server.answer("POST", path, status: 400, text.utf8)
        let token = try file("TOKEN-OF-A-POD")
        let source = source(["AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": role])
        let failure = #expect(throws: ServiceFailure.self) { try source.credentials(by: .after(.seconds(30))) }
        #expect(failure?.reason.contains("ExpiredTokenException") == true)
        #expect(failure?.reason.contains("SECRET") == false && failure?.reason.contains("TOKEN-OF-A-POD") == false)
    }

    @Test(
        "an answer without credentials that can be used is none",
        arguments: [("", "2026-11-21T23:00:00Z"), ("A B", "2026-11-21T23:00:00Z"), ("A", "soon"), ("A", "")])
    func malformed(key: String, expiring: String) throws {
        try answer(expiring: expiring, key: key)
        let source = source(["AWS_WEB_IDENTITY_TOKEN_FILE": try file("t"), "AWS_ROLE_ARN": role])
        let failure = #expect(throws: ServiceFailure.self) { try source.credentials(by: .after(.seconds(30))) }
        #expect(failure?.kind == .malformed)
    }

    @Test("STS is connected to only where the source's own settings allow its address")
    func address() throws {
        let environment = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": try file("t"), "AWS_ROLE_ARN": role, "AWS_ENDPOINT_URL_STS": server.origin,
        ]
        let source = AWSCredentialSource(region: "x", http: HTTPSettings(caFile: server.caFile)) { environment[$0] }
        let failure = #expect(throws: ServiceFailure.self) { try source.credentials(by: .after(.seconds(30))) }
        #expect(failure?.kind == .transport(.address))
    }
}
