import Attestation
import CheckCommand
import Foundation
import Testing

@testable import AuditReport

@Suite("The HTML report")
struct HTMLReportTests {
    static let options = AuditFormatOptions(version: "1.2.3")

    static func write(_ audit: Audit) -> String { AuditFormat.html.write(audit, options) }

    static func story() throws -> Audit {
        var audit = try AuditFixture().audit()
        // The real one is over all documents, and says nothing here.
        audit.policies.digest = "sha256:\(FixtureEvidence.hex("9"))"
        return audit
    }

    /// More than a browser lays out at once, and more than is drawn.
    static func large(_ count: Int) throws -> Audit {
        var audit = try story()
        let workloads = audit.workloads
        audit.workloads = (0..<count).map { place in
            var workload = workloads[place % workloads.count]
            workload.identity.name = "\(workload.identity.name ?? "")-\(place)"
            workload.identity.namespace = "team-\(place % 40)"
            return workload
        }
        return audit
    }

    // What the browser's tests open: Tests/Acceptance/html_test.py.
    @Test("one of everything is written as it always was")
    func everything() throws { try Expected.compare(Self.write(try Self.story()), with: "audit.html") }

    @Test("an audit whose every text is hostile is written as it always was")
    func hostile() throws { try Expected.compare(Self.write(try AuditFixture.hostile()), with: "audit-hostile.html") }

    @Test("an audit of nothing is written as it always was")
    func nothing() throws {
        let audit = Audit(
            subject: "manifests in a", source: .manifests, time: AuditFixture.time,
            policies: CheckReport.PolicySource(origin: "policies/", names: [], digest: ""))
        try Expected.compare(Self.write(audit), with: "audit-empty.html")
    }

    @Test("the same audit gives the same bytes")
    func deterministic() throws { #expect(Self.write(try Self.story()) == Self.write(try Self.story())) }

    @Test(
        "the digests of the policy are those of the text between the tags",
        arguments: [("style-src", "<style>", "</style>"), ("script-src", "<script>", "</script>")])
    func policy(directive: String, from: String, to: String) throws {
        let page = Self.write(try AuditFixture.hostile())
        let parts = page.components(separatedBy: from)
        #expect(parts.count == 2, "there is one \(from)")
        let text = try #require(parts.last?.components(separatedBy: to).first)
        var hasher = ContentHasher()
        hasher.update(Array(text.utf8))
        let digest = StrictBase64.encode(hasher.finishBytes())
        #expect(page.contains("\(directive) &#39;sha256-\(digest)&#39;;"))
    }

    @Test("nothing that is hostile comes out as it went in")
    func escaped() throws {
        let page = Self.write(try AuditFixture.hostile())
        let unsafe = page.unicodeScalars.filter { TerminalText.isUnsafe($0) && $0 != "\n" }
        #expect(unsafe.isEmpty, "\(unsafe.map(\.value))")
        for part in ["<script>alert", "<img", "</script>&", "onerror=alert(1)>", "\"http://evil"] {
            #expect(!page.contains(part), "\(part)")
        }
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;lt;"))
    }

    @Test("tags and attributes are those of this program, however hostile the audit")
    func shape() throws {
        let page = Self.write(try AuditFixture.hostile())
        let body = try #require(page.components(separatedBy: "</script>").last)
        for tag in body.split(separator: "<").dropFirst().map({ $0.prefix { $0 != ">" } }) {
            #expect(!tag.hasPrefix("script") && !tag.hasPrefix("iframe") && !tag.contains(" style="), "\(tag)")
            #expect(!tag.hasPrefix("a ") || tag.contains("href=\"#"), "\(tag)")
            #expect(!tag.contains("src=") || tag.contains("&"), "\(tag)")
        }
        #expect(body.split(separator: "<a ").count > 10)
    }

    @Test("our own markup is never escaped")
    func markup() throws {
        let page = Self.write(try Self.story())
        for part in ["&lt;/", "&lt;span", "&lt;code", "=&quot;", "Optional("] {
            #expect(!page.contains(part), "\(part)")
        }
    }

    @Test("no workload is left out of a large audit; lineages beyond the first say how they are drawn")
    func large() throws {
        let audit = try Self.large(1_000)
        let page = Self.write(audit)
        #expect(page.components(separatedBy: "<tbody id=\"w").count - 1 == 1_000)
        let drawn = page.components(separatedBy: "class=\"lineage\"").count - 1
        #expect(drawn == HTMLLineages.most)
        #expect(page.contains("<code>pedigree lineage s3://ml-models-prod/"))
    }
}
