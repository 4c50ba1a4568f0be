import Testing

@testable import Attestation

@Suite("Certificate names")
struct CertificateNamesTests {
    private func matching(_ names: [TestCertificate.Name], _ patterns: String..., subject: String = "leaf") throws
        -> String?
    {
        var leaf = try TestCertificate(subject)
        leaf.names = names
        return CertificateNames(try leaf.certificate()).matching(patterns)
    }

    @Test("every kind of name is compared as a whole")
    func kinds() throws {
        #expect(try matching([.uri("spiffe://corp/ml/trainer")], "spiffe://corp/ml/trainer") != nil)
        #expect(try matching([.email("a@corp.com")], "a@corp.com") == "a@corp.com")
        #expect(try matching([.dns("ci.corp.com")], "*.corp.com") == "ci.corp.com")
        #expect(try matching([.user("alice!corp.com")], "alice!corp.com") == "alice!corp.com")
        #expect(try matching([.email("x@y.org"), .uri("https://corp/ci")], "https://corp/ci") == "https://corp/ci")
    }

    @Test(
        "a pattern is anchored at both ends: neither more before nor more behind it matches",
        arguments: [
            "evil-a@corp.com", "a@corp.com.evil.org", "a@corp.co", "A@corp.com", "a@corp.com\n", "xa@corp.com",
        ])
    func anchored(name: String) throws { #expect(try matching([.email(name)], "a@corp.com", "a@*.corp.com") == nil) }

    @Test("a star stays within a segment, two stars do not")
    func stars() throws {
        let name = TestCertificate.Name.uri("https://github.com/corp/repo/.github/workflows/train.yml@refs/heads/main")
        #expect(try matching([name], "https://github.com/corp/*") == nil)
        #expect(try matching([name], "https://github.com/corp/**@refs/heads/main") != nil)
        #expect(try matching([name], "https://github.com/corp/**@refs/heads/release") == nil)
    }

    @Test("no pattern matches nothing, and an empty one matches no name")
    func empty() throws {
        #expect(try matching([.email("a@b")]) == nil)
        #expect(try matching([.email("a@b")], "") == nil)
        #expect(try matching([], "**") == nil)
    }

    @Test(
        "a name with a NUL or a line break in it is none",
        arguments: ["a@corp.com\0.evil.org", "a@corp.com\n", "\u{7F}"])
    func controlCharacters(name: String) throws { #expect(try matching([.email(name)], "**") == nil) }

    @Test("a certificate without alternative names is meant by its whole subject, never by a glob on it")
    func subjects() throws {
        #expect(try matching([], "CN=eval-signer", subject: "eval-signer") == "CN=eval-signer")
        #expect(try matching([], "CN=*", "**", "CN=eval", subject: "eval-signer") == nil)
        #expect(try matching([.email("a@b")], "CN=eval-signer", subject: "eval-signer") == nil)
        #expect(try matching([], "CN=a,O=Corp", subject: "a,O=Corp") == nil)
        #expect(try matching([], #"CN=a\,O=Corp"#, subject: "a,O=Corp") != nil)
    }

    @Test("T16: very long names and very many of them cost no more than their size, and match nothing")
    func bounds() throws {
        let long = TestCertificate.Name.email(String(repeating: "a", count: 40_000) + "@corp.com")
        #expect(try matching([long], "*a*a*a*a*a*a*a*a*a*b", "**") == nil)
        let many = (0..<500).map { TestCertificate.Name.dns("h\($0).org") }
        #expect(try matching(many, "h499.org") == nil)
        #expect(try matching(many, "h0.org") == "h0.org")
    }
}
