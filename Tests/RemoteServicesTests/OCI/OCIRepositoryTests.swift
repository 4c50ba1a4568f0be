import KubernetesModel
import Testing

@testable import RemoteServices

@Suite("Repositories of registries")
struct OCIRepositoryTests {
    @Test(
        "a repository is a host and a name, and Docker's own have one host however they are written",
        arguments: [
            ("oci://registry.corp.example/ml/fraud-detector", "registry.corp.example/ml/fraud-detector"),
            ("registry.corp.example:5000/ml", "registry.corp.example:5000/ml"),
            ("Registry.Corp.Example/ml", "registry.corp.example/ml"),
            ("[::1]:5000/a__b/c.d/e---f", "[::1]:5000/a__b/c.d/e---f"),
            ("docker.io/busybox", "docker.io/library/busybox"), ("index.docker.io/o/n", "docker.io/o/n"),
            ("registry-1.docker.io/busybox", "docker.io/library/busybox"),
        ])
    func parsed(text: String, shown: String) {
        #expect(OCIRepository(text)?.description == shown)
    }

    @Test(
        "what no registry could have is none",
        arguments: [
            "", "registry.corp.example", "registry.corp.example/", "/ml", "registry.corp.example/ML", "h/a//b",
            "h/../etc",
            "h/a:tag", "h/a@sha256:00", "h/-a", "h/a-", "h/a___b", "h/a..b", "h/a._b", "u@h/a", "h?x=/a", "h/a b",
            "h/ä",
            "evil.example#/a", "h/\(String(repeating: "a", count: 256))",
        ])
    func refused(text: String) {
        #expect(OCIRepository(text) == nil)
    }

    @Test("requests for Docker's own go to who answers them")
    func endpoint() {
        #expect(OCIRepository("docker.io/busybox")?.endpoint == "registry-1.docker.io")
        #expect(OCIRepository("registry.corp.example:5000/ml")?.endpoint == "registry.corp.example:5000")
    }

    @Test(
        "a tag is a word of at most 128 characters",
        arguments: [
            ("v1.2_3-x", true), ("_", true), ("", false), (".a", false), ("-a", false), ("a/b", false), ("a?b", false),
            ("../x", false), (String(repeating: "a", count: 128), true), (String(repeating: "a", count: 129), false),
        ])
    func tags(text: String, isTag: Bool) {
        #expect(OCIReference.isTag(text) == isTag)
        #expect((OCIReference.tag(text).segment != nil) == isTag)
    }

    @Test("a digest names its bytes and no others; SHA-1 and upper case are no digests")
    func digests() throws {
        let hex = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        let empty = try #require(Digest(oci: "sha256:\(hex)"))
        #expect(empty.names(Array("{}".utf8)))
        #expect(!empty.names(Array("{} ".utf8)))
        #expect(empty.referrersTag == "sha256-\(hex)")
        for text in [
            "sha256:\(hex.uppercased())", "sha1:\(hex.prefix(40))", "sha256:\(hex)0", hex, "gitCommit:\(hex)",
            "sha256:",
        ] {
            #expect(Digest(oci: text) == nil, "\(text)")
        }
        let long = try #require(Digest(oci: "sha512:\(hex)\(hex)"))
        #expect(long.referrersTag == "sha512-\(hex)")
    }
}
