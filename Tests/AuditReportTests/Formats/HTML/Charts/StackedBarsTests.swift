import Foundation
import Testing

@testable import AuditReport

@Suite("Denials as bars")
struct StackedBarsTests {
    private func history(days: Int, reasons: Int) -> DenialHistory {
        var history = DenialHistory()
        let counts = (0..<reasons).map { DenialHistory.Count(name: "reason.\($0)", count: reasons - $0) }
        history.days = (0..<days).map { day in
            DenialHistory.Day(
                date: Date(timeIntervalSince1970: Double(day) * 86_400), total: reasons, counts: counts)
        }
        history.reasons = counts.map { .init(name: $0.name, count: $0.count * days) }
        history.total = days * reasons
        return history
    }

    @Test("a day is a bar, and a reason a part of it")
    func days() {
        let bars = StackedBars(history: history(days: 3, reasons: 2))
        #expect(bars.names == ["reason.0", "reason.1"])
        #expect(bars.bars.map(\.counts) == [[2, 1], [2, 1], [2, 1]])
        #expect(bars.drawing.source.components(separatedBy: "<rect class=\"part").count - 1 == 6 + 2)
    }

    @Test("rare reasons are put together, and none is lost")
    func others() {
        let bars = StackedBars(history: history(days: 1, reasons: 9))
        #expect(bars.names.last == "other reasons" && bars.names.count == 6)
        #expect(bars.bars.map(\.counts) == [[9, 8, 7, 6, 5, 10]])
    }

    @Test("many days are put together, and none is lost", arguments: [62, 63, 434, 435, 4_000])
    func many(days: Int) {
        let bars = StackedBars(history: history(days: days, reasons: 2))
        #expect(bars.bars.count <= 62)
        #expect(bars.bars.reduce(0) { $0 + $1.total } == days * 2)
        #expect(bars.bars.reduce(0) { $0 + $1.counts[0] } == days * 2)
    }

    @Test("a history of nothing has no drawing")
    func nothing() { #expect(StackedBars(history: DenialHistory()).drawing.source.isEmpty) }
}
