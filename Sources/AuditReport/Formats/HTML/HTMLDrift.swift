import PolicyEngine

/// What would be refused today, by reason, and what has changed under what is live.
struct HTMLDrift {
    let audit: Audit

    var section: HTMLText {
        """
        <section id="drift" aria-labelledby="drift-head">
        <h2 id="drift-head">Drift</h2>
        <h3>What would be refused today</h3>
        \(refused)<h3>What has changed since it was let in</h3>
        \(changed)</section>

        """
    }

    // MARK: - By reason

    private var refused: HTMLText {
        var places: [ReasonCode: [Int]] = [:]
        for (place, workload) in audit.workloads.enumerated() where workload.judgement == .denied {
            for code in Set(workload.findings.filter { $0.action == .deny }.map(\.code)) {
                places[code, default: []].append(place)
            }
        }
        guard !places.isEmpty else {
            return "<p class=\"empty\">Nothing: today’s policies would let all of it in.</p>\n"
        }
        let sorted = places.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        let rows = sorted.prefix(Self.most).map { code, places in row(code, places) }
        return HTMLWords.scrolling(
            "What would be refused today, by reason",
            HTMLWords.table(
                "By reason, the most frequent first", ["Reason", "Workloads", "Which", "How to mend it"], rows,
                numbers: 1..<2))
    }

    private func row(_ code: ReasonCode, _ places: [Int]) -> HTMLText {
        let page = ReasonCodePage.find(code)
        let links = places.prefix(12).map(link)
        let more: HTMLText =
            places.count > links.count ? ", and \((places.count - links.count).grouped) more" : ""
        return """
            <tr><th scope="row"><code>\(code.rawValue)</code>\(page.map { "<span class=\"sub\">\($0.meaning)</span>" as HTMLText })</th>\
            <td class="num">\(places.count.grouped)</td><td>\(links.joined(", "))\(more)</td>\
            <td>\(page?.remedy ?? "")</td></tr>

            """
    }

    private func link(_ place: Int) -> HTMLText {
        "<a href=\"#w\(place)\"><bdi>\(audit.workloads[place].shortName)</bdi></a>"
    }

    // MARK: - Changes

    private var changed: HTMLText {
        let all = audit.workloads.enumerated().flatMap { place, workload in workload.drift.map { (place, $0) } }
        guard !all.isEmpty else { return "<p class=\"empty\">Nothing has changed under what is live.</p>\n" }
        let sorted = Drift.Kind.allCases.flatMap { kind in all.filter { $0.1.kind == kind } }
        let rows = sorted.prefix(Self.most).map { place, drift -> HTMLText in
            let field: HTMLText = drift.path.isEmpty ? "" : "<br><code>\(drift.path)</code>"
            return """
                <tr><th scope="row">\(link(place))</th>\
                <td>\(HTMLWords.status(.drift, "drift", "\(drift.kind.title)"))</td><td><bdi>\(drift.message)</bdi>\(field)</td></tr>

                """
        }
        let table = HTMLWords.scrolling(
            "What has changed since it was let in",
            HTMLWords.table("By kind of change", ["Workload", "What", "How it shows, and how to mend it"], rows))
        return table + HTMLWords.remainder(all.count - rows.count)
    }

    private static let most = 500
}

extension HTMLWords {
    static func remainder(_ count: Int) -> HTMLText {
        count > 0 ? "<p class=\"note\">And \(count.grouped) more, which the JSON of the same audit lists.</p>\n" : ""
    }
}
