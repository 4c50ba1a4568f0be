import CheckCommand
import Foundation
import Testing

@testable import AuditReport

@Suite("Formats of an audit")
struct AuditFormatTests {
    static let options = AuditFormatOptions(version: "1.2.3")

    static func write(_ name: String, _ audit: Audit) throws -> String {
        try #require(AuditFormat.named(name)).write(audit, options)
    }

    @Test(
        "each writes one of everything as it always did",
        arguments: [
            ("text", "audit.txt"), ("markdown", "audit.md"), ("json", "audit.json"), ("csv", "audit.csv"),
            ("sarif", "audit.sarif"),
        ])
    func full(name: String, file: String) throws {
        var audit = try AuditFixture().audit()
        // Over all documents, so that it says nothing here.
        audit.policies.digest = "sha256:00"
        try Expected.compare(try Self.write(name, audit), with: file)
    }

    @Test(
        "what is hostile is written as it always was, for the readers of each format to try",
        arguments: [
            ("markdown", "hostile.md"), ("json", "hostile.json"), ("csv", "hostile.csv"), ("sarif", "hostile.sarif"),
        ])
    func hostileText(name: String, file: String) throws {
        try Expected.compare(try Self.write(name, AuditFixture.hostile()), with: file)
    }

    @Test("no format lets a control character out", arguments: ["text", "markdown", "json", "csv", "sarif"])
    func hostile(name: String) throws {
        let text = try Self.write(name, AuditFixture.hostile())
        let allowed: Set<Unicode.Scalar> = name == "csv" ? ["\r", "\n"] : ["\n"]
        let unsafe = text.unicodeScalars.filter { TerminalText.isUnsafe($0) && !allowed.contains($0) }
        #expect(unsafe.isEmpty, "\(unsafe.map(\.value))")
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::error::x") })
    }

    @Test("an audit of nothing is written", arguments: ["text", "markdown", "json", "csv", "sarif"])
    func empty(name: String) throws {
        let audit = Audit(
            subject: "manifests in a", source: .manifests, time: AuditFixture.time,
            policies: CheckReport.PolicySource(origin: "policies/", names: [], digest: ""))
        #expect(try Self.write(name, audit).utf8.last == UInt8(ascii: "\n"))
    }

    @Test("formats have names of their own, and the first is for people")
    func names() {
        #expect(Set(AuditFormat.all.map(\.name)).count == AuditFormat.all.count)
        #expect(AuditFormat.all.first?.name == "text")
        #expect(AuditFormat.named("pdf") == nil)
    }
}

@Suite("The audit as text")
struct TextAuditTests {
    @Test("colour is written only where it was asked for, and around our own words alone")
    func colour() throws {
        let audit = try AuditFixture().audit()
        let plain = AuditFormat.text.write(audit, AuditFormatOptions())
        let coloured = AuditFormat.text.write(audit, AuditFormatOptions(usesColour: true))
        #expect(!plain.contains("\u{1B}") && coloured.contains("\u{1B}[31m"))
        let stripped = ["31", "32", "33", "1", "2", "0"].reduce(coloured) { $0.replacing("\u{1B}[\($1)m", with: "") }
        #expect(stripped == plain)
    }

    @Test("long lists end, and say by how much they are longer")
    func bounded() throws {
        var audit = try AuditFixture().audit()
        let one = try AuditFixture().workload("churn")
        audit.workloads = Array(repeating: one, count: 20_000)
        let text = AuditFormat.text.write(audit, AuditFormatOptions())
        #expect(text.contains("and 19,900 more; --format html, json and csv tell all of them"))
        #expect(text.utf8.count < 200_000)
    }
}

@Suite("The audit as Markdown")
struct MarkdownAuditTests {
    @Test("it never has more than GitHub takes, and says what it left out")
    func bounded() throws {
        var audit = try AuditFixture().audit()
        audit.workloads = Array(repeating: try AuditFixture().workload("churn"), count: 5000)
        let text = AuditFormat.markdown.write(audit, AuditFormatOptions())
        #expect(text.utf8.count <= MarkdownPage.most)
        #expect(text.contains(" more\n") && text.contains("for which there is no room here"))
        let small = AuditFormat.markdown.write(try AuditFixture().audit(), AuditFormatOptions())
        #expect(!small.contains("for which there is no room here") && !small.contains("\nand "))
    }

    @Test("each row of a table has the cells that its head has, whatever stands in them")
    func cells() throws {
        let text = AuditFormat.markdown.write(try AuditFixture.hostile(), AuditFormatOptions())
        var columns: Int?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                columns = nil
                continue
            }
            let bars = line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
            #expect(columns == nil || columns == bars, "\(line)")
            columns = columns ?? bars
        }
    }

    @Test(
        "code has a fence that is longer than each inside of it",
        arguments: [
            ("a", "`a`"), ("", ""), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a|b", "`a\\|b`"), ("``x", "``` ``x ```"),
            ("a\nb", "`a\\u{a}b`"), (" a ", "`  a  `"),
        ])
    func code(text: String, expected: String) { #expect(MarkdownText.code(text) == expected) }

    @Test(
        "words mean nothing but themselves",
        arguments: [
            ("plain words, 3.5 (or so)", "plain words, 3.5 (or so)"), ("a|b", "a\\|b"), ("**b**", "\\*\\*b\\*\\*"),
            ("[l](u)", "\\[l\\](u)"), ("<b>", "\\<b\\>"), ("@me", "@<!-- -->me"), ("#1", "\\#<!-- -->1"),
            ("https://x", "https:<!-- -->//x"), ("a: b", "a: b"), ("www.x", "www<!-- -->.x"), ("&lt;", "\\&lt;"),
            ("a\\b", "a\\\\b"),
            ("`c`", "\\`c\\`"), ("a_b~c", "a\\_b\\~c"),
        ])
    func plain(text: String, expected: String) { #expect(MarkdownText.plain(text) == expected) }
}

@Suite("The audit as CSV")
struct CSVAuditTests {
    @Test(
        "a cell that a spreadsheet would calculate is text",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("a=b", "a=b"),
            ("\t=1", "\\u{9}=1"), ("\r=1", "\\u{D}=1"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""), ("s3://b/m/v1/", "s3://b/m/v1/"),
        ])
    func cells(text: String, expected: String) { #expect(CSVText.cell(text) == expected) }

    @Test("there is a row for each model, and one for each workload without any")
    func rows() throws {
        let audit = try AuditFixture().audit()
        let lines = try AuditFormatTests.write("csv", audit).components(separatedBy: "\r\n")
        #expect(lines.last == "")
        #expect(lines.count - 2 == audit.workloads.reduce(0) { $0 + max($1.models.count, 1) })
        #expect(lines.contains { $0.contains(",forecast,") && $0.contains(",undecided,") })
    }
}

@Suite("The audit as SARIF")
struct SARIFAuditTests {
    private func results(_ audit: Audit) throws -> [[String: Any]] {
        let text = try AuditFormatTests.write("sarif", audit)
        let log = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let run = try #require((log?["runs"] as? [[String: Any]])?.first)
        return try #require(run["results"] as? [[String: Any]])
    }

    private func locations(_ result: [String: Any]) throws -> [String: Any] {
        try #require((result["locations"] as? [[String: Any]])?.first)
    }

    @Test("what a cluster holds lies in no file, and what a manifest says does")
    func places() throws {
        var audit = try AuditFixture().audit()
        #expect(try results(audit).allSatisfy { try locations($0)["physicalLocation"] == nil })
        for index in audit.workloads.indices { audit.workloads[index].file = "deploy/all.yaml" }
        #expect(try results(audit).allSatisfy { try locations($0)["physicalLocation"] != nil })
    }

    @Test("what is refused, undecided, changed and covered by nobody are results")
    func kinds() throws {
        let ids = Set(try results(try AuditFixture().audit()).compactMap { $0["ruleId"] as? String })
        for id in ["pinnedModel.mutable", "audit.undecided", "drift.dataset", "drift.admission", "audit.uncovered"] {
            #expect(ids.contains(id), "\(id)")
        }
    }

    @Test("a result is the same one tomorrow, and no other")
    func fingerprints() throws {
        let audit = try AuditFixture().audit()
        func prints(_ audit: Audit) throws -> [String] {
            try results(audit).compactMap { ($0["partialFingerprints"] as? [String: String])?["pedigree/v1"] }
        }
        let today = try prints(audit)
        #expect(Set(today).count == today.count)
        var later = audit
        later.time += 86_400
        later.workloads.reverse()
        #expect(Set(try prints(later)) == Set(today))
    }
}
