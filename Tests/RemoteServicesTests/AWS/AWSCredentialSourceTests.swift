import Foundation
import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("Where credentials for AWS stand")
struct AWSCredentialSourceTests {
    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "/pedigree-aws-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func credentials(
        _ environment: [String: String] = [:], _ settings: AWSCredentialSource.Settings = .init()
    ) throws -> AWSCredentials {
        try AWSCredentialSource(settings, region: "eu-central-1", http: HTTPSettings()) { environment[$0] }
            .credentials(by: .after(.seconds(5)))
    }

    private func failure(
        _ environment: [String: String] = [:], _ settings: AWSCredentialSource.Settings = .init()
    ) -> ServiceFailure? {
        #expect(throws: ServiceFailure.self) { try credentials(environment, settings) }
    }

    private static let text = """
        # made by aws configure
        [default]
        aws_access_key_id = AKDEFAULT
        aws_secret_access_key=s3cret/+=  # of the team
        s3 =
          aws_access_key_id = NOT-THIS
        region = eu-west-1

        [profile other]
        AWS_ACCESS_KEY_ID = AKOTHER\r
        aws_secret_access_key = other
        aws_session_token = token==

        [sso]
        sso_session = corp
        """

    @Test("a file of AWS's tools is read, profile by profile")
    func profiles() throws {
        let path = try file(Self.text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let found = try credentials(["AWS_ACCESS_KEY_ID": "ELSEWHERE"], .init(file: path))
        #expect(found.accessKeyID == "AKDEFAULT")
        #expect(found.secretAccessKey == "s3cret/+=")
        #expect(found.sessionToken == nil)
        let other = try credentials([:], .init(file: path, profile: "other"))
        #expect([other.accessKeyID, other.secretAccessKey, other.sessionToken] == ["AKOTHER", "other", "token=="])
        let named = try credentials(["AWS_SHARED_CREDENTIALS_FILE": path, "AWS_PROFILE": "other"])
        #expect(named.accessKeyID == "AKOTHER")
        #expect(failure([:], .init(file: path, profile: "sso"))?.reason.contains("SSO") == true)
        #expect(failure([:], .init(file: path, profile: "none"))?.reason.contains("no profile none") == true)
    }

    @Test("a file that is rotated counts at the next request")
    func rotation() throws {
        let path = try file("[default]\naws_access_key_id=A\naws_secret_access_key=1")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let source = AWSCredentialSource(.init(file: path), region: "x", http: HTTPSettings()) { _ in nil }
        #expect(try source.credentials(by: .after(.seconds(5))).secretAccessKey == "1")
        try "[default]\naws_access_key_id=B\naws_secret_access_key=2".write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(try source.credentials(by: .after(.seconds(5))).accessKeyID == "B")
    }

    @Test("the environment's own come before its files, with their session token")
    func environment() throws {
        let path = try file(Self.text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let found = try credentials([
            "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T",
            "AWS_SHARED_CREDENTIALS_FILE": path,
        ])
        #expect([found.accessKeyID, found.secretAccessKey, found.sessionToken] == ["AK", "S", "T"])
        #expect(failure(["AWS_ACCESS_KEY_ID": "AK"])?.reason.contains("AWS_SECRET_ACCESS_KEY is not") == true)
    }

    @Test("where there are none, what was looked for is said; nobody asks anonymously")
    func nothing() throws {
        let reason = failure()?.reason ?? ""
        for name in ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "credentialsFile"] {
            #expect(reason.contains(name))
        }
        #expect(failure(["HOME": "/nonexistent"])?.kind == .credentials)
        let missing = ["AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/x"]
        #expect(failure(missing)?.reason.contains("/nonexistent/x") == true)
        let token = failure(["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"])
        #expect(token?.reason.contains("AWS_ROLE_ARN") == true)
    }

    @Test(
        "a container's service without TLS is this machine's or that of EKS and ECS, and no other",
        arguments: ["http://10.0.0.7/x", "http://169.254.169.254/latest", "http://evil.example/", "ftp://127.0.0.1/"])
    func containerElsewhere(url: String) throws {
        #expect(failure(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])?.kind == .credentials)
    }

    @Test("what was given for a while is asked for once, renewed before its end, and kept while the service is away")
    func temporary() throws {
        let time = Ticking(1000)
        let temporary = TemporaryCredentials()
        let clock = WallClock { UnixTime(seconds: time.seconds) }
        var asked = 0
        func get(lasting seconds: Int?) throws(ServiceFailure) -> String {
            try temporary.credentials(of: "role", at: clock, by: .after(.seconds(5))) {
                () throws(ServiceFailure) in
                asked += 1
                guard let seconds,
                    let credentials = AWSCredentials(
                        accessKeyID: "A\(asked)", secretAccessKey: "S",
                        expires: UnixTime(seconds: time.seconds + seconds), origin: "role")
                else { throw ServiceFailure(.server, "away") }
                return credentials
            }.accessKeyID
        }
        #expect(try get(lasting: 3600) == "A1")
        time.seconds += 3200
        #expect(try get(lasting: 3600) == "A1")
        // Five minutes before the end it is asked for anew; that fails, and the old ones go on for half a minute each time.
        time.seconds += 101
        #expect(try get(lasting: nil) == "A1")
        #expect(asked == 2)
        #expect(try get(lasting: nil) == "A1")
        #expect(asked == 2)
        time.seconds += 31
        #expect(try get(lasting: 3600) == "A3")
        // Past their end they are of no use, whoever is away.
        time.seconds += 3601
        #expect(throws: ServiceFailure.self) { try get(lasting: nil) }
        #expect(try get(lasting: 3600) == "A5")
        temporary.forget()
        #expect(try get(lasting: 3600) == "A6")
    }

    /// A clock that tests turn.
    private final class Ticking: @unchecked Sendable {
        // SAFETY: only the test's own thread uses it.
        var seconds: Int
        init(_ seconds: Int) { self.seconds = seconds }
    }
}
