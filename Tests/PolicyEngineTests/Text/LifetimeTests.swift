import KubernetesModel
import PolicyEngine
import Testing

@Suite("Lifetime and digests")
struct LifetimeTests {
    @Test(
        "a time is a number and a unit",
        arguments: [
            ("30d", 2_592_000), ("12h", 43_200), ("90m", 5400), ("2w", 1_209_600), ("45s", 45), ("0d", nil),
            ("30", nil),
            ("d", nil), ("30D", nil), ("-1d", nil), ("1.5d", nil), ("99999999w", nil), ("٣d", nil), ("", nil),
            ("1000000000s", nil),
        ] as [(String, Int?)])
    func lifetime(text: String, seconds: Int?) { #expect(Lifetime(text)?.seconds == seconds) }

    @Test("a digest is its algorithm and all of its lower-case digits")
    func digest() {
        #expect(Digest(parsing: "sha256:\(sha)") == Digest(.sha256, hex: sha))
        #expect(Digest(parsing: "gitCommit:\(commit)") == Digest(.gitCommit, hex: commit))
        for text in [
            "sha256:\(sha)a", "sha256:\(sha.uppercased())", "sha1:\(commit)", "sha256", sha, "sha256:", "SHA256:\(sha)",
        ] {
            #expect(Digest(parsing: text) == nil, "\(text)")
        }
    }
}
