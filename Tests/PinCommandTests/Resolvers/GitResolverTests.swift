import Foundation
import HTTPTransport
import Testing

@testable import PinCommand

@Suite("git ls-remote")
struct GitResolverTests {
    /// Addresses and revisions that git must never see, since it would take them for something else.
    @Test(
        "nothing of a manifest can be an option, a pattern or another protocol",
        arguments: [
            ("--upload-pack=touch /tmp/x", "main"), ("ext::sh -c id", "main"), ("file:///etc", "main"),
            ("/etc", "main"), ("http://h.example/r", "main"), ("git://h.example/r", "main"), ("https://h/r\n", "main"),
            ("https://ext::sh/r", "main"), ("https://user:secret@h.example/r", "main"),
            ("https://h.example/r", "--all"),
            ("https://h.example/r", "*"), ("https://h.example/r", "a..b"), ("https://h.example/r", "a b"),
            ("https://h.example/r", ""),
        ])
    func refuses(_ url: String, _ revision: String) throws {
        let failure = #expect(throws: ResolveFailure.self) {
            try GitResolver(PinSettings()).resolve(url, revision)
        }
        #expect(failure?.reason.contains("secret") == false)
        #expect(failure?.reason.contains("git cannot read") == false)
    }
}
