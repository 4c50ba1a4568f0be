import PolicyEngine

/// One metric over versions: a line through points, of which those that are live are filled and ringed.
struct LineChart {
    let series: MetricSeries
    /// In front of ids.
    let id: String

    private static let (width, height) = (420.0, 180.0)
    private static let (left, right, top, bottom) = (52.0, 24.0, 20.0, 30.0)
    /// Room for what stands around the first and the last point.
    private static let inset = 22.0
    private static let most = 40

    var drawing: HTMLText {
        let points = Array(series.points.suffix(Self.most))
        let values = points.compactMap { Double($0.value.description) }
        // One value alone is no line.
        guard points.count != 1 else { return "" }
        guard values.count == points.count, let scale = ChartScale(values) else {
            return "<p class=\"note\">These values cannot be drawn to one scale; they stand below.</p>\n"
        }
        let places = values.enumerated().map { (x: x($0.offset, of: values.count), y: y(scale.share($0.element))) }
        return """
            <svg class="chart" role="img" viewBox="0 0 420 180" aria-labelledby="\(id)-t">
            <title id="\(id)-t">\(title(points))</title>
            \(scale.ticks.map { grid($0, scale) })<path class="line" d="\(path(places))"/>
            \(zip(points, places).map(dot))\(labels(points, places))</svg>

            """
    }

    private func title(_ points: [MetricSeries.Point]) -> String {
        let name = series.metric + (series.slice.map { " of \($0)" } ?? "")
        guard let first = points.first, let last = points.last else { return name }
        let hidden = series.points.count - points.count
        return
            "\(name) from \(first.version) (\(first.value)) to \(last.version) (\(last.value)), \(points.count) versions"
            + (hidden > 0 ? ", without \(hidden) earlier ones" : "")
    }

    private func x(_ index: Int, of count: Int) -> Double {
        let (start, end) = (Self.left + Self.inset, Self.width - Self.right - Self.inset)
        return count > 1 ? start + (end - start) * Double(index) / Double(count - 1) : (start + end) / 2
    }

    private func y(_ share: Double) -> Double {
        Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }

    private func grid(_ tick: Double, _ scale: ChartScale) -> HTMLText {
        let y = y(scale.share(tick))
        return """
            <path class="grid" d="M52 \(DecimalText.place(y))H396"/>\
            <text class="tick" x="46" y="\(DecimalText.place(y + 4))" text-anchor="end">\(scale.label(tick))</text>

            """
    }

    private func path(_ places: [(x: Double, y: Double)]) -> String {
        places.enumerated().map { index, place in
            (index == 0 ? "M" : "L") + "\(DecimalText.place(place.x)) \(DecimalText.place(place.y))"
        }.joined()
    }

    private func dot(_ point: MetricSeries.Point, _ place: (x: Double, y: Double)) -> HTMLText {
        let (x, y) = (DecimalText.place(place.x), DecimalText.place(place.y))
        guard point.isLive else { return "<circle class=\"point\" cx=\"\(x)\" cy=\"\(y)\" r=\"3.5\"/>\n" }
        return """
            <circle class="ring" cx="\(x)" cy="\(y)" r="8"/><circle class="point live" cx="\(x)" cy="\(y)" r="4.5"/>\
            <text class="mark" x="\(x)" y="\(DecimalText.place(max(12, place.y - 13)))" text-anchor="middle">live</text>

            """
    }

    /// Versions under the axis: all where there is room, else the first, the last and some between.
    private func labels(_ points: [MetricSeries.Point], _ places: [(x: Double, y: Double)]) -> [HTMLText] {
        let every = max(1, (points.count + 6) / 7)
        return zip(points, places).enumerated().compactMap { index, pair in
            let isLast = index == points.count - 1
            guard isLast || (index.isMultiple(of: every) && points.count - 1 - index >= every) else { return nil }
            let version = DisplayText.fit(pair.0.version, max(6, min(16, 48 / min(points.count, 7))))
            return """
                <text class="tick" x="\(DecimalText.place(pair.1.x))" y="170" text-anchor="middle">\(version)</text>

                """
        }
    }
}
