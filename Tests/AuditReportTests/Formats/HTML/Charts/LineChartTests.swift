import PolicyEngine
import Testing

@testable import AuditReport

@Suite("A chart of one metric")
struct LineChartTests {
    private func series(_ values: [String], live: Set<Int> = []) throws -> MetricSeries {
        let points = try values.enumerated().map { place, value in
            MetricSeries.Point(
                version: "v\(place)", time: nil, value: try #require(ExactDecimal(value)), isLive: live.contains(place))
        }
        return MetricSeries(model: "m", metric: "<f1>", slice: "a&b", points: points)
    }

    @Test("has a point for each version, and marks those that are live")
    func points() throws {
        let drawing = LineChart(series: try series(["0.8", "0.9", "0.85"], live: [1]), id: "c").drawing.source
        #expect(drawing.components(separatedBy: "<circle class=\"point").count - 1 == 3)
        #expect(drawing.components(separatedBy: "class=\"ring\"").count - 1 == 1)
        #expect(drawing.contains(">live</text>"))
        #expect(
            drawing.contains("<title id=\"c-t\">&lt;f1&gt; of a&amp;b from v0 (0.8) to v2 (0.85), 3 versions</title>"))
    }

    @Test("one version alone is no line")
    func one() throws { #expect(LineChart(series: try series(["0.9"]), id: "c").drawing.source.isEmpty) }

    @Test("higher values stand higher")
    func order() throws {
        let drawing = LineChart(series: try series(["1", "2"]), id: "c").drawing.source
        #expect(drawing.contains("d=\"M74 150L374 20\""))
    }

    @Test("of many versions the latest are drawn, and the others are counted")
    func many() throws {
        let drawing = LineChart(series: try series((0..<100).map { "0.\($0 + 100)" }), id: "c").drawing.source
        #expect(drawing.components(separatedBy: "<circle").count - 1 == 40)
        #expect(drawing.contains("40 versions, without 60 earlier ones"))
        #expect(drawing.components(separatedBy: "y=\"170\"").count - 1 <= 8)
    }

    @Test("what has no scale is said to have none", arguments: [["1e300", "-1e300"], ["1e390", "1"]])
    func none(values: [String]) throws {
        #expect(LineChart(series: try series(values), id: "c").drawing.source.contains("cannot be drawn"))
    }
}
