import PolicyEngine
import Testing

@Suite("NearestWord")
struct NearestWordTests {
    private let words = ["pinnedModel", "dataset", "evaluation", "Deny", "Warn", "Audit"]

    @Test(
        "a slip of the finger finds its word",
        arguments: [
            ("pinedModel", "pinnedModel"), ("pinnedmodel", "pinnedModel"), ("evalutaion", "evaluation"),
            ("deny", "Deny"), ("Dney", "Deny"), ("wran", "Warn"), ("datasets", "dataset"),
        ])
    func near(word: String, expected: String) { #expect(NearestWord.to(word, in: words) == expected) }

    @Test("another word finds none", arguments: ["", "x", "rollback", "Refuse", String(repeating: "a", count: 10_000)])
    func far(word: String) { #expect(NearestWord.to(word, in: words) == nil) }
}
