import FoundationEssentials

/// Denials over time: a bar for each day, or for several where there are many, in parts by reason.
struct StackedBars {
    struct Bar {
        var date: Date
        var total: Int
        /// As `names` has them.
        var counts: [Int]
    }

    /// The most frequent reasons, and `other reasons` for the rest.
    let names: [String]
    let bars: [Bar]
    private let daysPerBar: Int

    private static let mostBars = 62
    private static let mostNames = 5
    private static let (width, height, left, right, top, bottom) = (860.0, 220.0, 44.0, 8.0, 10.0, 28.0)

    init(history: DenialHistory) {
        let named = history.reasons.prefix(Self.mostNames).map(\.name)
        let hasOthers = history.reasons.count > named.count
        names = hasOthers ? named + [otherReasons] : named
        let places = Dictionary(named.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let size = Self.size(history.days.count)
        daysPerBar = size
        let names = names
        bars = stride(from: 0, to: history.days.count, by: size).map { start in
            let days = history.days[start..<min(start + size, history.days.count)]
            var bar = Bar(date: history.days[start].date, total: 0, counts: Array(repeating: 0, count: names.count))
            for day in days {
                bar.total += day.total
                for count in day.counts {
                    guard let place = places[count.name] ?? (hasOthers ? named.count : nil) else { continue }
                    bar.counts[place] += count.count
                }
            }
            return bar
        }
    }

    /// Days, weeks, four weeks, and so on.
    private static func size(_ days: Int) -> Int {
        var size = 1
        while days > size * mostBars { size = size == 1 ? 7 : size * 4 }
        return size
    }

    var unit: HTMLText { daysPerBar == 1 ? "Day" : "From" }

    var caption: HTMLText {
        let span: HTMLText = daysPerBar == 1 ? "each day" : "each \(daysPerBar) days"
        return "Reasons that were given, \(span). A request can have several."
    }

    var drawing: HTMLText {
        let heights = bars.map { Double($0.counts.reduce(0, +)) }
        guard !bars.isEmpty, !names.isEmpty, let scale = ChartScale(heights, fromZero: true) else { return "" }
        return """
            <div class="scroll" role="group" aria-label="Denials over time, drawn" tabindex="0">
            <svg class="chart bars" role="img" viewBox="0 0 860 220" aria-labelledby="bars-t">
            <title id="bars-t">\(title)</title>
            \(scale.ticks.filter { $0 == $0.rounded() }.map { grid($0, scale) })\(bars.enumerated().map { bar($1, $0, scale) })\
            \(labels)</svg>
            </div>
            \(legend)
            """
    }

    private var title: String {
        let total = bars.reduce(0) { $0 + $1.total }
        guard let first = bars.first, let last = bars.last else { return "" }
        return "\(total) denials from \(AuditDay.text(first.date)) to \(AuditDay.text(last.date)), by reason; "
            + "the table below has the numbers"
    }

    private func grid(_ tick: Double, _ scale: ChartScale) -> HTMLText {
        let y = y(scale.share(tick))
        return """
            <path class="grid" d="M44 \(DecimalText.place(y))H852"/>\
            <text class="tick" x="38" y="\(DecimalText.place(y + 4))" text-anchor="end">\(scale.label(tick))</text>

            """
    }

    private func y(_ share: Double) -> Double {
        Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }

    private func slot(_ index: Int) -> (x: Double, width: Double) {
        let room = (Self.width - Self.left - Self.right) / Double(max(bars.count, 14))
        return (Self.left + room * Double(index), room)
    }

    private func bar(_ bar: Bar, _ index: Int, _ scale: ChartScale) -> HTMLText {
        let (x, room) = slot(index)
        var below = 0
        var parts: HTMLText = ""
        for (place, count) in bar.counts.enumerated() where count > 0 {
            let (from, to) = (y(scale.share(Double(below))), y(scale.share(Double(below + count))))
            // A line of the page's colour between parts tells them apart without their colours.
            parts += """
                <rect class="part p\(place)" x="\(DecimalText.place(x + room * 0.14))" y="\(DecimalText.place(to))" \
                width="\(DecimalText.place(room * 0.72))" height="\(DecimalText.place(max(0.5, from - to)))">\
                <title>\(AuditDay.text(bar.date)): \(names[place]) \(count)</title></rect>

                """
            below += count
        }
        return parts
    }

    private var labels: [HTMLText] {
        let every = max(1, (bars.count + 9) / 10)
        return bars.enumerated().compactMap { index, bar in
            guard index.isMultiple(of: every) else { return nil }
            let (x, room) = slot(index)
            return """
                <text class="tick" x="\(DecimalText.place(x + room / 2))" y="210" text-anchor="middle">\(AuditDay.short(bar.date))</text>

                """
        }
    }

    private var legend: HTMLText {
        let items = names.enumerated().map { place, name -> HTMLText in
            """
            <li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="part p\(place)" width="12" height="12"/>\
            </svg><code>\(name)</code></li>

            """
        }
        return "<ul class=\"legend\">\n\(items)</ul>\n"
    }
}

private let otherReasons = "other reasons"
