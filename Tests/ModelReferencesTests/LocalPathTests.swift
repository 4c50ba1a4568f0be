import Testing

@testable import ModelReferences

struct LocalPathTests {
    @Test(
        "a path is made absolute, with everything gone that means nothing",
        arguments: [
            ("/models/m", nil, "/models/m"), ("/", nil, "/"), ("//", nil, "/"), ("/models/", nil, "/models"),
            ("/models//m", nil, "/models/m"), ("/models/./m", nil, "/models/m"), ("/models/../m", nil, "/m"),
            ("/..", nil, "/"), ("/.cache/m", nil, "/.cache/m"), ("/m/...", nil, "/m/..."), ("m", "/w", "/w/m"),
            ("./m", "/w/", "/w/m"), ("../m", "/w/x", "/w/m"), ("m", nil, "/m"), ("", "/w", "/w"), ("", nil, "/"),
            ("file:///m/x", nil, "/m/x"), ("file://localhost/m", nil, "/m"), ("file://m", nil, "/m"),
        ] as [(String, String?, String)])
    func absolute(_ text: String, _ directory: String?, _ expected: String) {
        #expect(LocalPath.absolute(text, in: directory) == expected)
    }

    @Test(
        "what lies below a directory is told without it",
        arguments: [
            ("/m/x", "/m", "x"), ("/m", "/m", ""), ("/mx", "/m", nil), ("/m", "/m/x", nil), ("/m/x/y", "/m/x", "y"),
            ("/m", "/", "m"), ("/", "/", ""), ("/m/x", "", "m/x"), ("/n/x", "/m", nil),
        ] as [(String, String, String?)])
    func remainder(_ path: String, _ directory: String, _ expected: String?) {
        #expect(LocalPath.remainder(of: path, below: directory) == expected)
    }

    @Test(
        "paths are joined with one slash between",
        arguments: [
            ("a", "b", "a/b"), ("a/", "/b", "a/b"), ("a", "", "a"), ("", "b/c", "b/c"), ("a//b", "", "a/b"),
            ("/a/", "", "a"), ("", "", ""), ("", "/", ""),
        ])
    func join(_ first: String, _ second: String, _ expected: String) {
        #expect(LocalPath.join(first, second) == expected)
    }

    @Test(
        "paths are told from names and URIs",
        arguments: [
            ("/m", true), ("./m", true), ("../m", true), (".", true), ("..", true), ("~/m", true), ("file://m", true),
            ("", false), (".m", false), ("...", false), ("..m", false), ("~m", false), ("m/x", false),
            ("s3://b", false), ("file:/m", false),
        ])
    func isLocal(_ text: String, _ expected: Bool) {
        #expect(LocalPath.isLocal(text) == expected)
    }
}
