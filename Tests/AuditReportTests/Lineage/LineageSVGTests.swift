import CheckCommand
import Testing

@testable import AuditReport

@Suite("A lineage as SVG")
struct LineageSVGTests {
    @Test("the drawing of a good model is as it always was")
    func good() throws {
        let graph = try AuditFixture().graph("fraud-detector")
        let text = LineageDrawing(graph).standaloneSVG(title: "Lineage of fraud-detector")
        try Expected.compare(text, with: "lineage.svg")
    }

    @Test("inside of a page it has no styles of its own, which a strict CSP would refuse")
    func inline() throws {
        let text = LineageDrawing(try AuditFixture().graph("fraud-detector")).svg(id: "m1", title: "x")
        #expect(!text.contains("style"))
        #expect(!text.contains("<script") && !text.contains(" onload") && !text.contains(" onclick"))
        #expect(text.hasPrefix("<svg "))
    }

    @Test("every id has the page's own word in front, so that two drawings stand in one page")
    func ids() throws {
        let text = LineageDrawing(try AuditFixture().graph("assistant")).svg(id: "m7", title: "x")
        let ids = text.split(separator: " id=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
        #expect(ids.count > 5 && Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.hasPrefix("m7-") })
        #expect(text.contains("aria-labelledby=\"m7-title m7-desc\""))
    }

    @Test("what is missing is broken at its border, so that it shows without colours")
    func missing() throws {
        let text = LineageDrawing(try AuditFixture().graph("churn")).svg(id: "x", title: "x")
        #expect(text.contains("kind-run trust-missing"))
        #expect(text.contains("stroke-dasharray"))
        let good = LineageDrawing(try AuditFixture().graph("fraud-detector")).svg(id: "x", title: "x")
        #expect(!good.contains("stroke-dasharray"))
    }

    @Test("hostile texts stay texts")
    func hostile() {
        let text = LineageDrawing(AuditFixture.hostileGraph).svg(id: "x\" onload=\"", title: AuditFixture.bad)
        #expect(!text.contains("<script") && !text.contains("<img") && !text.contains("]]>"))
        #expect(!text.contains("\" onload="))
        #expect(!text.unicodeScalars.contains { TerminalText.isUnsafe($0) && $0 != "\n" })
        #expect(!text.unicodeScalars.contains("\u{FFFE}"))
    }

    @Test("nothing at all is an image of nothing")
    func empty() {
        #expect(LineageDrawing(LineageGraph()).svg(id: "x", title: "x").contains("Nothing is known."))
    }
}
