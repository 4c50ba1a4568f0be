import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("What a WWW-Authenticate field asks for")
struct AuthenticationChallengeTests {
    private func challenges(_ fields: String...) -> [AuthenticationChallenge] {
        AuthenticationChallenge.all(
            in: HTTPResponse(status: 401, headers: fields.map { HTTPHeader("Www-Authenticate", $0) }))
    }

    @Test("parameters are quoted or not, names have any case, and a scope keeps its commas")
    func bearer() {
        let expected = AuthenticationChallenge(
            scheme: "bearer",
            parameters: [
                "realm": "https://auth.example/token", "service": "registry.example",
                "scope": "repository:a/b:pull,push",
            ])
        #expect(
            challenges(
                #"Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push""#
            )
                == [expected])
        #expect(
            challenges(
                #"BEARER  Realm = "https://auth.example/token" , SERVICE=registry.example,, scope="repository:a/b:pull,push""#
            )
                == [expected])
        #expect(challenges(#"bearer realm="a\"b\\c""#).first?.parameters["realm"] == #"a"b\c"#)
    }

    @Test("several challenges stand in one field, or in several")
    func several() {
        let one = challenges(#"Negotiate abc/d+e==, Bearer realm="r", Basic realm="s, t""#)
        #expect(
            one.map(\.scheme) == ["negotiate", "bearer", "basic"]
        )
        #expect(one.last?.parameters == ["realm": "s, t"])
        #expect(challenges("Basic", #"Bearer realm="r""#).map(\.scheme) == ["basic", "bearer"])
    }

    @Test("a parameter that stands twice makes a challenge ambiguous")
    func twice() {
        #expect(challenges(#"Bearer realm="a",realm="b""#).first?.isAmbiguous == true)
        #expect(challenges(#"Bearer realm="a", Basic realm="b""#).contains(where: \.isAmbiguous) == false)
    }

    @Test(
        "what ends in the middle is read as far as it goes",
        arguments: ["", ",", "Bearer realm=\"x", "=", "Bearer =x", "\"", "Bearer realm=\"x\\"])
    func malformed(text: String) {
        #expect(challenges(text).allSatisfy { $0.parameters["realm"] == nil })
    }
}
