import Testing

@testable import WebhookServer

@Suite("Texts in the log")
struct BoundedTextTests {
    @Test("a text of usual length stays as it is, and a longer one is told by its digest")
    func bounded() {
        #expect("s3://models/fraud/v47/".bounded() == "s3://models/fraud/v47/")
        #expect(String(repeating: "x", count: 4096).bounded() == String(repeating: "x", count: 4096))
        let one = (String(repeating: "x", count: 100_000) + "a").bounded()
        let other = (String(repeating: "x", count: 100_000) + "b").bounded()
        #expect(one != other && one.utf8.count < 4300)
        #expect(one.contains("… (100001 bytes, sha256:"))
        // A character that the cut goes through.
        #expect(String(repeating: "🦊", count: 100).bounded(to: 5).utf8.count < 120)
    }
}
