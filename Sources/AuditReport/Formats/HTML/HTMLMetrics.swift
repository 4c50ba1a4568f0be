import PolicyEngine

/// Is it any good: metrics of each model over its versions, drawn and in numbers.
struct HTMLMetrics {
    let audit: Audit

    /// All series of one model.
    struct Group {
        var model: String
        var series: [MetricSeries]
    }

    var section: HTMLText {
        let groups = Self.groups(audit.series)
        return """
            <section id="metrics" aria-labelledby="metrics-head">
            <h2 id="metrics-head">Metrics over versions</h2>
            \(groups.isEmpty ? Self.nothing : "")\(groups.enumerated().map { Self.content($1, $0) })\(rest)</section>

            """
    }

    /// In the order in which the audit has them; as many as a page draws.
    static func groups(_ series: [MetricSeries]) -> [Group] {
        var places: [String: Int] = [:]
        var groups: [Group] = []
        for one in series.prefix(most) {
            if let place = places[one.model] {
                groups[place].series.append(one)
            } else {
                places[one.model] = groups.count
                groups.append(Group(model: one.model, series: [one]))
            }
        }
        return groups
    }

    /// The place of each model's charts, by its name without its version.
    static func places(_ series: [MetricSeries]) -> [String: Int] {
        Dictionary(groups(series).enumerated().map { (key($1.model), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A directory is the same with and without its last slash.
    static func key(_ model: String) -> String { model.hasSuffix("/") ? String(model.dropLast()) : model }

    private static func content(_ group: Group, _ place: Int) -> HTMLText {
        """
        <div class="metrics" id="m\(place)">
        <h3><bdi>\(group.model)</bdi></h3>
        <div class="charts">
        \(group.series.enumerated().map { figure($1, "m\(place)-\($0)") })</div>
        </div>

        """
    }

    private static func figure(_ series: MetricSeries, _ id: String) -> HTMLText {
        let points = series.points.suffix(mostPoints)
        let slice = series.slice.map { " of <bdi>\($0)</bdi>" as HTMLText }
        let name: HTMLText = "<bdi>\(series.metric)</bdi>\(slice)"
        let isDated = points.contains { $0.time != nil }
        let rows = points.map { point -> HTMLText in
            let live: HTMLText = point.isLive ? HTMLWords.status(.live, "live", "live") : ""
            return """
                <tr><th scope="row"><bdi>\(point.version)</bdi></th><td class="num">\(point.value.description)</td>\
                \(HTMLText.when(isDated, "<td>\(point.time.map(HTMLWords.day))</td>"))<td>\(live)</td></tr>

                """
        }
        let hidden = series.points.count - points.count
        let table = HTMLWords.table(
            "\(name), in numbers", ["Version", "Value"] + (isDated ? ["Evaluated"] : []) + ["Now"], rows, numbers: 1..<2
        )
        return """
            <figure class="chart-figure">
            <figcaption>\(name)</figcaption>
            \(LineChart(series: series, id: id).drawing)\
            <div class="scroll" role="group" aria-label="Values of \(series.metric)\(series.slice.map { " of \($0)" } ?? "")" \
            tabindex="0">\(table)</div>\(HTMLWords.remainder(hidden))
            </figure>

            """
    }

    private var rest: HTMLText { HTMLWords.remainder(max(0, audit.series.count - Self.most)) }

    private static let most = 200
    private static let mostPoints = 100
    private static let nothing: HTMLText = """
        <p class="empty">No evaluation was found of what is live, or of earlier versions of it.</p>

        """
}
