import EvidenceTesting
import Foundation
import HTTPTransport
import Testing

@testable import RemoteServices

/// Feeds broken answers to what reads a registry's: none ends the program, and none leads away from the registry.
@Suite("Registry fuzzing")
struct FuzzRegistryTests {
    private static let seeds = [
        #"Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull", Basic realm=x"#,
        #"</v2/a/tags/list?last=b&n=2>; rel="next", <https://r.example/v2/x>; rel=prev"#,
        #"{"layers": [{"mediaType": "a/b", "digest": "sha256:\#(String(repeating: "a", count: 64))", "size": 1}]}"#,
        #"{"auths": {"https://r.example/v1/": {"auth": "YWxpY2U6cHc="}}, "credsStore": "x"}"#,
        #"{"token": "abc", "expires_in": 300}"#, "oci://registry.corp.example:5000/ml/fraud-detector",
    ]
    private static let pieces = [
        "\"", "\\", ",", "=", "<", ">", ";", "//", "@", "#", "{", "[", "\u{0}", "é", "\r\n", "https://", "rel=next",
        "..", ":",
    ]

    @Test("broken challenges, links, manifests, credentials and names end in nothing worse than being refused")
    func reading() throws {
        let count = ProcessInfo.processInfo.environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap(Int.init) ?? 5_000
        var mutator = Mutator(Self.pieces)
        let client = RegistryClient(HTTPSettings())
        let repository = try #require(OCIRepository("r.example/a/b"))
        for _ in 0..<count {
            let seed = Array((Self.seeds.randomElement(using: &mutator) ?? "").utf8)
            let bytes = mutator.mutated(seed)
            try feed(bytes, client, repository)
        }
    }

    private func feed(_ bytes: [UInt8], _ client: RegistryClient, _ repository: OCIRepository) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let response = HTTPResponse(
            status: 401, headers: [HTTPHeader("WWW-Authenticate", text), HTTPHeader("Link", text)])
        for challenge in AuthenticationChallenge.all(in: response) {
            guard let request = try? TokenRequest(challenge, repository, .pull, .none) else { continue }
            #expect(request.http.url.lowercased().hasPrefix("http"))
        }
        if let link = LinkHeader.next(in: response), let url = client.resolve(link, repository) {
            #expect(url.hasPrefix("https://r.example/"))
        }
        if let manifest = try? OCIManifest(bytes, type: nil, digest: nil) { #expect(manifest.digest.names(bytes)) }
        if let known = OCIRepository(text) { #expect(OCIRepository(known.description) == known) }
        _ = DockerConfig(bytes)?.credential(for: repository)
        _ = try? RegistryToken(bytes, from: "auth.example")
    }
}
