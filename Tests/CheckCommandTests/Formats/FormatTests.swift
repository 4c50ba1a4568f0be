import Foundation
import PolicyEngine
import Testing

@testable import CheckCommand

@Suite struct FormatTests {
    @Test(
        "each format writes one of everything as it always did",
        arguments: [
            ("text", "report.txt"), ("json", "report.json"), ("sarif", "report.sarif"), ("junit", "report.xml"),
            ("github", "report.github"),
        ])
    func full(name: String, file: String) throws {
        let format = try #require(ReportFormat.named(name))
        try Expected.compare(format.write(SampleReport.full, ReportOptions(version: "1.2.3")), with: file)
    }

    @Test("--show-references adds every reference, with what to write instead")
    func references() throws {
        let options = ReportOptions(showsReferences: true)
        try Expected.compare(ReportFormat.text.write(SampleReport.full, options), with: "references.txt")
    }

    @Test("colour is written only where it was asked for, and around our own words alone")
    func colour() {
        let plain = ReportFormat.text.write(SampleReport.full, ReportOptions())
        let coloured = ReportFormat.text.write(SampleReport.full, ReportOptions(usesColour: true))
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[31mdenied\u{1B}[0m"))
        let stripped = ["31", "32", "33", "2", "0"].reduce(coloured) { $0.replacing("\u{1B}[\($1)m", with: "") }
        #expect(stripped == plain)
    }

    @Test("no format lets a control character of a manifest out", arguments: ReportFormat.all.map(\.name))
    func hostile(name: String) throws {
        let format = try #require(ReportFormat.named(name))
        let text = format.write(SampleReport.hostile, ReportOptions(showsReferences: true))
        let unsafe = text.unicodeScalars.filter { TerminalText.isUnsafe($0) && $0 != "\n" }
        #expect(unsafe.isEmpty, "\(unsafe.map(\.value))")
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("::error::x") })
    }

    @Test("JSON holds exactly what the manifest held, however it is escaped")
    func roundTrip() throws {
        let text = ReportFormat.json.write(SampleReport.hostile, ReportOptions())
        let whole = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let objects = try #require(whole?["objects"] as? [[String: Any]])
        let references = try #require(objects.first?["references"] as? [[String: Any]])
        let expected = try #require(SampleReport.hostile.objects.first?.review?.references.first)
        #expect(references.first?["value"] as? String == expected.value)
        #expect(references.first?["path"] as? String == expected.path.description)
    }

    @Test("SARIF carries the page of each code that it reports, and of no other")
    func rules() throws {
        var report = SampleReport.empty
        var object = SampleReport.undecided
        object.outcome = .undecided(Undecided(code: .objectUnknownVersion, message: "x"))
        report.objects = [object]
        let text = ReportFormat.sarif.write(report, ReportOptions())
        let log = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let run = try #require((log?["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(rules.map { $0["id"] as? String } == ["object.unknownVersion"])
        let page = try #require(ReasonCodePage.find(.objectUnknownVersion))
        let help = try #require(rules.first?["help"] as? [String: Any])
        #expect(help["markdown"] as? String == page.markdown)
        #expect((help["text"] as? String)?.contains(page.remedy) == true)
    }

    @Test("SARIF is JSON even where every string is hostile")
    func hostileSARIF() throws {
        let text = ReportFormat.sarif.write(SampleReport.hostile, ReportOptions())
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        #expect(text.contains("\"uri\": \"dir/%1B%5B2J"))
    }

    @Test("JUnit is well-formed XML even where every string is hostile")
    func hostileXML() throws {
        let text = ReportFormat.junit.write(SampleReport.hostile, ReportOptions())
        #expect(!text.contains("]]>"))
        #expect(!text.contains("\u{FFFE}"))
        #expect(text.contains("&lt;b a='&quot;&amp;&gt;"))
    }

    @Test("a GitHub annotation keeps its text in one command")
    func githubEscapes() throws {
        let lines = ReportFormat.github.write(SampleReport.hostile, ReportOptions()).split(separator: "\n")
        // A finding, drift, an exception, and a problem.
        #expect(lines.count { $0.hasPrefix("::") } == 4)
        let first = try #require(lines.first)
        #expect(first.contains("x,y:z%250A"))
        #expect(first.contains("x%2Cy%3Az%250A"))
        #expect(first.contains("%0D%0A%3A%3Aerror"))
    }

    @Test("an annotation on standard input names no file")
    func githubStandardInput() {
        var report = SampleReport.empty
        var object = SampleReport.denied
        object.file = InputFile.standardInput
        report.objects = [object]
        let text = ReportFormat.github.write(report, ReportOptions())
        #expect(text.hasPrefix("::error title=InferenceService.serving.kserve.io ml-prod/fraud-detector%3A sample"))
    }

    @Test("a warning fails a JUnit case only where warnings fail the check")
    func junitWarnings() {
        var report = SampleReport.empty
        report.objects = [SampleReport.warned]
        let lenient = ReportFormat.junit.write(report, ReportOptions())
        let strict = ReportFormat.junit.write(
            report, ReportOptions(strictness: Strictness(failsOnWarnings: true)))
        #expect(lenient.contains("failures=\"0\"") && lenient.contains("<system-out>warn: "))
        #expect(strict.contains("failures=\"1\"") && strict.contains("<failure type=\"sample.unreferenced\""))
    }

    @Test(
        "a file's name becomes a URI reference",
        arguments: [
            ("a/b.yaml", "a/b.yaml"), ("./a b.yaml", "a%20b.yaml"), ("/x/y:z.yaml", "file:///x/y%3Az.yaml"),
            ("ü?#.yaml", "%C3%BC%3F%23.yaml"), ("-", "-"),
        ])
    func uri(file: String, uri: String) {
        #expect(FileURI.reference(to: file) == uri)
    }
}
