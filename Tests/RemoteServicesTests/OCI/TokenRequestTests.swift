import Testing

@testable import RemoteServices

@Suite("Tokens of registries")
struct TokenRequestTests {
    private func request(
        _ parameters: [String: String], _ access: RegistryAccess = .pull, _ credential: RegistryCredential = .none
    ) throws -> TokenRequest {
        let repository = try #require(OCIRepository("r.example/ml/a"))
        return try TokenRequest(
            AuthenticationChallenge(scheme: "bearer", parameters: parameters), repository, access, credential)
    }

    @Test("a token is asked for at the realm, for the service and the scope that the challenge names")
    func url() throws {
        let request = try request([
            "realm": "https://auth.example/token?a=b", "service": "r example", "scope": "repository:ml/a:pull",
        ])
        #expect(
            request.http.url == "https://auth.example/token?a=b&service=r%20example&scope=repository%3Aml%2Fa%3Apull")
        #expect(request.host == "auth.example")
        #expect(request.http.headers.isEmpty)
        #expect(!request.http.followsRedirects)
    }

    @Test(
        "a read never asks for more than to read, whatever the challenge wants",
        arguments: [
            "", "repository:ml/a:pull,push", "repository:ml/a:*", "registry:catalog:*",
            "repository:ml/a:pull registry:catalog:*",
            "repository:ml/a:", "repository:ml/a", "repository",
        ])
    func modest(scope: String) throws {
        let request = try request(["realm": "https://auth.example/t", "scope": scope])
        #expect(request.http.url == "https://auth.example/t?scope=repository%3Aml%2Fa%3Apull")
    }

    @Test("a push asks for both")
    func push() throws {
        let request = try request(["realm": "https://auth.example/t"], .push)
        #expect(request.http.url == "https://auth.example/t?scope=repository%3Aml%2Fa%3Apull%2Cpush")
    }

    @Test("a password goes along as Basic, a refresh token in the body of a POST")
    func credentials() throws {
        let basic = try request(
            ["realm": "https://auth.example/t"], .pull, .password(user: "Aladdin", password: "open sesame"))
        #expect(basic.http.headers.first?.value == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        let refresh = try request(["realm": "https://auth.example/t"], .pull, .identityToken("s3 cret"))
        #expect(refresh.http.method == .post && refresh.http.url == "https://auth.example/t")
        #expect(
            String(decoding: refresh.http.body, as: UTF8.self)
                == "scope=repository%3Aml%2Fa%3Apull&grant_type=refresh_token&client_id=pedigree&refresh_token=s3%20cret"
        )
    }

    @Test(
        "a realm that is no URL of a host is refused",
        arguments: [
            "", "auth.example", "ftp://auth.example/", "https://", "https:///x", "https://u:p@auth.example/",
            "https://auth.example/#x",
        ])
    func realms(realm: String) {
        #expect(throws: ServiceFailure.self) { try request(["realm": realm]) }
        #expect(throws: ServiceFailure.self) { try request([:]) }
    }

    @Test("an answer's token is taken from either name, and is given up before it ends")
    func token() throws {
        func token(_ text: String) throws -> RegistryToken { try RegistryToken(Array(text.utf8), from: "auth.example") }
        #expect(try token(#"{"token": "abc"}"#).lifetime == .seconds(50))
        let other = try token(#"{"access_token": "abc", "expires_in": 300}"#)
        #expect(other.text == "abc" && other.lifetime == .seconds(290))
        #expect(try token(#"{"token": "abc", "expires_in": 4}"#).lifetime == .seconds(2))
        #expect(try token(#"{"token": "abc", "expires_in": -4}"#).lifetime == .zero)
        #expect(try token(#"{"token": "abc", "expires_in": 1e18}"#).lifetime == .seconds(3590))
        for bad in ["", "{}", #"{"token": ""}"#, #"{"token": "a b"}"#, #"{"token": "a\r\nX: y"}"#, #"{"token": 7}"#] {
            #expect(throws: ServiceFailure.self) { try token(bad) }
        }
    }
}
