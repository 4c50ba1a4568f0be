import Foundation
import HTTPTransport
import Testing

@testable import RemoteServices

/// Feeds broken answers to what reads a registry's: none ends the program, and none leads away from the registry.
@Suite("Registry fuzzing")
struct FuzzRegistryTests {
    /// A small generator of its own (SplitMix64), so that a failure can be seen again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return mixed ^ mixed >> 31
        }
    }

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
        var dice = Dice(state: 4)
        let client = RegistryClient(HTTPSettings())
        let repository = try #require(OCIRepository("r.example/a/b"))
        for _ in 0..<count {
            var bytes = Array((Self.seeds.randomElement(using: &dice) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let place = Int.random(in: 0..<max(bytes.count, 1), using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.removeSubrange(min(place, bytes.count)..<min(bytes.count, place + 8))
                default:
                    bytes.insert(
                        contentsOf: Array((Self.pieces.randomElement(using: &dice) ?? "").utf8),
                        at: min(place, bytes.count))
                }
            }
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
