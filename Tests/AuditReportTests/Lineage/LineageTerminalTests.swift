import CheckCommand
import EvidenceTesting
import Testing

@testable import AuditReport

@Suite("A lineage in a terminal")
struct LineageTerminalTests {
    @Test(
        "each is drawn as it always was, as boxes and as a tree",
        arguments: [("fraud-detector", "good"), ("assistant", "base"), ("scorer", "recorded"), ("churn", "missing")])
    func drawn(workload: String, file: String) throws {
        let drawing = LineageDrawing(try AuditFixture().graph(workload))
        let text =
            drawing.terminal(width: 220, usesColour: false) + "\n" + drawing.terminal(width: 80, usesColour: false)
        try Expected.compare(text, with: "lineage-\(file).txt")
    }

    @Test("no line is wider than the terminal", arguments: [20, 60, 80, 100, 120, 160, 240])
    func width(width: Int) throws {
        let fixture = try AuditFixture()
        for name in ["fraud-detector", "assistant", "scorer", "churn"] {
            let text = LineageDrawing(try fixture.graph(name)).terminal(width: width, usesColour: false)
            // A tree has sixteen columns for words, however deep it is.
            let most = text.contains("┌") ? width : max(width, 80)
            #expect(text.split(separator: "\n").allSatisfy { DisplayText.width(String($0)) <= most })
        }
    }

    @Test("colour is written only where it was asked for")
    func colour() throws {
        let drawing = LineageDrawing(try AuditFixture().graph("churn"))
        for width in [80, 220] {
            let plain = drawing.terminal(width: width, usesColour: false)
            let coloured = drawing.terminal(width: width, usesColour: true)
            #expect(!plain.contains("\u{1B}") && coloured.contains("\u{1B}[31m"))
            let stripped = ["31", "32", "33", "1", "2", "0"].reduce(coloured) {
                $0.replacing("\u{1B}[\($1)m", with: "")
            }
            #expect(stripped == plain)
        }
    }

    @Test("hostile texts reach no terminal", arguments: [20, 80, 400])
    func hostile(width: Int) {
        let text = LineageDrawing(AuditFixture.hostileGraph).terminal(width: width, usesColour: false)
        #expect(!text.unicodeScalars.contains { TerminalText.isUnsafe($0) && $0 != "\n" })
    }

    @Test("of random graphs each node is told, boxed or in a tree")
    func random() {
        var random = Mutator([])
        for _ in 0..<100 {
            let count = Int.random(in: 1...24, using: &random)
            let edges = (0..<Int.random(in: 0...30, using: &random)).map { _ -> (Int, Int) in
                let from = Int.random(in: 0..<count, using: &random)
                return (from, Int.random(in: from..<count, using: &random))
            }
            var graph = LineageLayersTests.graph(count, edges)
            for node in graph.nodes.indices { graph.nodes[node].title = "node-\(node)-" }
            for width in [80, 400] {
                let text = LineageDrawing(graph).terminal(width: width, usesColour: false)
                #expect((0..<count).allSatisfy { text.contains("node-\($0)-") })
            }
        }
    }
}

@Suite("Lines on a canvas")
struct TerminalCanvasTests {
    @Test("lines of one net join, lines of two cross")
    func joins() {
        var canvas = TerminalCanvas(width: 5, height: 3)
        canvas.across(1, from: 0, to: 4, net: 1)
        canvas.along(2, from: 0, to: 2, net: 1)
        #expect(canvas.text(usesColour: false) == ["  │", "──┼──", "  │"])
        canvas = TerminalCanvas(width: 5, height: 3)
        canvas.across(1, from: 0, to: 4, net: 1)
        canvas.along(2, from: 0, to: 2, net: 2)
        #expect(canvas.text(usesColour: false) == ["  │", "──│──", "  │"])
    }

    @Test("what does not fit is not written, and what takes two columns takes two")
    func edges() {
        var canvas = TerminalCanvas(width: 4, height: 1)
        canvas.write("a数b", at: 0, 0)
        canvas.write("x", at: 0, 7)
        canvas.write("yy", at: 3, 0)
        #expect(canvas.text(usesColour: false) == ["a数y"])
        canvas.write("e\u{301}", at: 0, 0)
        #expect(canvas.text(usesColour: false) == ["e\u{301}数y"])
        canvas = TerminalCanvas(width: -1, height: -1)
        #expect(canvas.text(usesColour: false).isEmpty)
    }
}

@Suite("Text in a place of limited width")
struct DisplayTextTests {
    @Test(
        "it is cut in its middle",
        arguments: [
            ("s3://bucket/model", 17, "s3://bucket/model"), ("s3://bucket/model", 9, "s3:/…odel"), ("abc", 1, "…"),
            ("abc", 0, ""), ("abcd", 2, "a…"), ("数数数数", 5, "数…数"), ("\u{1B}[2J", 20, "\\u{1B}[2J"),
        ])
    func cut(text: String, columns: Int, expected: String) {
        #expect(DisplayText.fit(text, columns) == expected)
        #expect(DisplayText.width(DisplayText.padded(text, columns)) == columns)
    }
}
