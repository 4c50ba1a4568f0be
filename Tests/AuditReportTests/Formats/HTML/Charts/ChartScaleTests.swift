import Testing

@testable import AuditReport

@Suite("The scale of a chart")
struct ChartScaleTests {
    @Test(
        "has round numbers around the values",
        arguments: [
            ([0.911, 0.931], ["0.91", "0.92", "0.93", "0.94"]), ([3.0, 7, 6], ["2", "4", "6", "8"]),
            ([-3.0, 3], ["-4", "-2", "0", "2", "4"]), ([120_000.0, 480_000], ["0", "200000", "400000", "600000"]),
        ])
    func round(values: [Double], labels: [String]) throws {
        let scale = try #require(ChartScale(values))
        #expect(scale.ticks.map(scale.label) == labels)
        for value in values { #expect((0...1).contains(scale.share(value))) }
    }

    @Test("one value stands in the middle of a scale")
    func one() throws {
        let scale = try #require(ChartScale([0.5]))
        #expect((0.2...0.8).contains(scale.share(0.5)))
        #expect(ChartScale([0]) != nil)
    }

    @Test(
        "there is none for what cannot be drawn",
        arguments: [[], [.infinity], [.nan, 1], [1e300, -1e300], [1e15, 1e15 + 1], [1e-300, 2e-300]] as [[Double]])
    func none(values: [Double]) { #expect(ChartScale(values) == nil) }

    @Test(
        "numbers are the same everywhere",
        arguments: [(0.25, 1, "0.3"), (-0.06, 1, "-0.1"), (12, 0, "12"), (0.004, 3, "0.004"), (-0.0, 1, "0.0")])
    func text(value: Double, decimals: Int, expected: String) {
        #expect(DecimalText.text(value, decimals: decimals) == expected)
    }
}
