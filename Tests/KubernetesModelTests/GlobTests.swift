import KubernetesModel
import Testing

@Suite("Glob")
struct GlobTests {
    @Test(
        "a glob matches the whole text, within segments for * and across them for **",
        arguments: [
            ("*", "", true), ("*", "prod", true), ("*", "a/b", false), ("**", "a/b", true), ("**", "", true),
            ("*-prod", "ml-prod", true), ("*-prod", "ml-prod2", false), ("*-prod", "-prod", true),
            ("ml-*", "ml-prod", true), ("ml-*", "xml-prod", false), ("ml", "ml", true), ("ml", "ML", false),
            ("a*b*c", "abc", true), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false), ("a*b*c", "acb", false),
            ("ab*ba", "aba", false), ("ab*ba", "abba", true), ("*a*", "bab", true), ("*a*", "bbb", false),
            ("registry.corp/ml/*-classifier", "registry.corp/ml/cat-classifier", true),
            ("registry.corp/ml/*-classifier", "registry.corp/ml/x/cat-classifier", false),
            ("registry.corp/**/model", "registry.corp/a/b/model", true),
            ("registry.corp/*/model", "registry.corp/a/b/model", false),
            ("s3://b/**/v*/", "s3://b/a/c/v4/", true), ("s3://b/*/v*/", "s3://b/a/c/v4/", false),
            ("***", "a/b", true), ("*/*", "a/b", true), ("*/*", "a/b/c", false), ("**/*", "a/b/c", true),
        ])
    func matching(glob: String, text: String, expected: Bool) {
        #expect(Glob(glob).matches(text) == expected)
    }

    @Test("many stars over a long text end at once, since nothing backtracks")
    func linear() {
        let glob = Glob(String(repeating: "a*", count: 100) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 4096)))
        #expect(glob.matches(String(repeating: "a", count: 4095) + "b"))
    }

    @Test("a text longer than any name matches nothing")
    func tooLong() {
        #expect(!Glob("a**").matches(String(repeating: "a", count: 5000)))
    }

    @Test(
        "one glob covers another where it matches whatever that one matches",
        arguments: [
            ("*", "*-prod", true), ("kube-*", "kube-system", true), ("*-prod", "ml-*", false),
            ("kube-system", "kube-*", false), ("*-prod", "ml-*-prod", true),
        ])
    func covering(glob: String, other: String, expected: Bool) {
        #expect(Glob(glob).covers(Glob(other)) == expected)
    }
}
