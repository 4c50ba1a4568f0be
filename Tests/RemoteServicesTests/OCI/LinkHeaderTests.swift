import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("Links to the next page")
struct LinkHeaderTests {
    @Test(
        "the link that is the next page is followed, and none that is something else",
        arguments: [
            (#"</v2/a/tags/list?last=b&n=2>; rel="next""#, "/v2/a/tags/list?last=b&n=2"), ("</x>;rel=next", "/x"),
            (#"</first>; rel="first", </x>; title="n"; REL="prev NEXT""#, "/x"), ("</x>", "/x"),
            (#"</x>; rel="prev""#, nil), ("", nil), ("</x", nil), (#"</x>; title="rel=next"; rel="last""#, nil),
        ] as [(String, String?)])
    func next(field: String, target: String?) {
        let response = HTTPResponse(status: 200, headers: [HTTPHeader("Link", field)])
        #expect(LinkHeader.next(in: response) == target)
    }

    @Test("an answer without the field has no next page")
    func none() {
        #expect(LinkHeader.next(in: HTTPResponse(status: 200)) == nil)
    }

    @Test("what leads away from the registry is no continuation of it")
    func origins() throws {
        let client = RegistryClient(HTTPSettings())
        let repository = try #require(OCIRepository("registry.example:5000/ml/a"))
        let origin = "https://registry.example:5000"
        #expect(client.resolve("/v2/x?y=z", repository) == "\(origin)/v2/x?y=z")
        #expect(client.resolve("\(origin)/v2/x", repository) == "\(origin)/v2/x")
        #expect(client.resolve("HTTPS://Registry.Example:5000/v2/X", repository) == "\(origin)/v2/X")
        for foreign in [
            "//evil.example/v2/x", "https://evil.example/v2/x", "https://registry.example/v2/x",
            "http://registry.example:5000/v2/x",
            "\(origin)@evil.example/", "\(origin).evil.example/", "\(origin)1/v2/x", "v2/x", "", "file:///etc/passwd",
        ] {
            #expect(client.resolve(foreign, repository) == nil, "\(foreign)")
        }
        let other = try #require(OCIRepository("registry.example/ml/a"))
        #expect(client.resolve("https://registry.example:443/x", other) == "https://registry.example/x")
    }
}
