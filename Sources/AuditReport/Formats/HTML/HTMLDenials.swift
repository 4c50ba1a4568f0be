import FoundationEssentials

/// What was refused, why, and how that went on over time.
struct HTMLDenials {
    let audit: Audit

    var section: HTMLText {
        """
        <section id="denials" aria-labelledby="denials-head">
        <h2 id="denials-head">Denials over time</h2>
        \(content)</section>

        """
    }

    private var content: HTMLText {
        guard let denials = audit.denials else { return Self.unknown }
        guard denials.total > 0 || denials.undecided > 0 else { return Self.nothing }
        let chart = StackedBars(history: denials)
        return """
            <p>\(counted(denials.total, "request")) refused\
            \(denials.undecided > 0 ? "; \(denials.undecided.grouped) could not be decided" : "").</p>
            <figure class="bars-figure">
            <figcaption>\(chart.caption)</figcaption>
            \(chart.drawing)</figure>
            <div class="columns">
            \(counts("Reasons", "Reason", denials.reasons))\(counts("Namespaces", "Namespace", denials.namespaces))\
            \(counts("Writers", "Whose", denials.users))</div>
            \(days(chart))
            """
    }

    private func counts(_ caption: HTMLText, _ head: HTMLText, _ counts: [DenialHistory.Count]) -> HTMLText {
        guard !counts.isEmpty else { return "" }
        let rows = counts.prefix(25).map { count -> HTMLText in
            """
            <tr><th scope="row"><bdi>\(count.name.isEmpty ? "(none)" : count.name)</bdi></th>\
            <td class="num">\(count.count.grouped)</td></tr>

            """
        }
        let table = HTMLWords.table(caption, [head, "Requests"], rows, numbers: 1..<2)
        return HTMLWords.scrolling(caption, "\(table)\(HTMLWords.remainder(counts.count - rows.count))")
    }

    /// The bars in numbers.
    private func days(_ chart: StackedBars) -> HTMLText {
        let heads: [HTMLText] = [chart.unit, "Requests"] + chart.names.map { "<code>\($0)</code>" }
        let rows = chart.bars.filter { $0.total > 0 }.map { bar -> HTMLText in
            let counts = bar.counts.map { "<td class=\"num\">\($0.grouped)</td>" as HTMLText }
            return """
                <tr><th scope="row">\(HTMLWords.day(bar.date))</th><td class="num">\(bar.total.grouped)</td>\(counts)</tr>

                """
        }
        return HTMLWords.scrolling(
            "Denials over time, in numbers", HTMLWords.table("In numbers", heads, rows, numbers: 1..<heads.count))
    }

    private static let unknown: HTMLText = """
        <p class="empty">No log was read, so that nobody can say what was refused: give <code>--log</code>.</p>

        """
    private static let nothing: HTMLText = "<p class=\"empty\">The log tells of no denial.</p>\n"
}
