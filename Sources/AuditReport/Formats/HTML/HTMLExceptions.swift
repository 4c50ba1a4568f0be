import FoundationEssentials
import PolicyEngine

/// Who is excused from what, until when, and whether anybody still needs it.
struct HTMLExceptions {
    let audit: Audit

    var section: HTMLText {
        """
        <section id="exceptions" aria-labelledby="exceptions-head">
        <h2 id="exceptions-head">Exceptions</h2>
        \(list)</section>

        """
    }

    private var list: HTMLText {
        guard !audit.exceptions.isEmpty else { return "<p class=\"empty\">There are none.</p>\n" }
        let order: [AuditedException.State] = [.expiring, .live, .unused, .expired]
        let sorted = order.flatMap { state in audit.exceptions.filter { $0.state == state } }
        let rows = sorted.prefix(Self.most).map(row)
        let table = HTMLWords.scrolling(
            "Exceptions",
            HTMLWords.table(
                "What is waived, for whom, and until when",
                ["Exception", "State", "Ends", "Waives", "For", "Why"], rows))
        return table + HTMLWords.remainder(sorted.count - rows.count)
    }

    private func row(_ audited: AuditedException) -> HTMLText {
        let exception = audited.exception
        let rules = exception.rules.prefix(20).map { "<code>\($0)</code>" as HTMLText }.joined(", ")
        let policies = exception.policies.prefix(20).map { "<bdi>\($0)</bdi>" as HTMLText }.joined(", ")
        return """
            <tr><th scope="row"><bdi>\(exception.name)</bdi></th><td>\(audited.state.mark)</td>\
            <td>\(ends(exception))</td>\
            <td>\(rules)<span class="sub">of \(policies)</span></td><td>\(workloads(audited.workloads))</td>\
            <td><bdi>\(exception.reason)</bdi><span class="sub"><bdi>\(exception.owner)</bdi>, <bdi>\(exception.ticket)</bdi></span></td></tr>

            """
    }

    /// As it was written: a bare date is the last day on which it holds.
    private func ends(_ exception: PolicyException) -> HTMLText {
        let isOver = exception.isExpired(at: audit.time)
        let span =
            isOver
            ? HTMLWords.span(from: exception.expires, to: audit.time).map { "\($0) ago" as HTMLText }
            : HTMLWords.span(from: audit.time, to: exception.expires).map { "in \($0)" as HTMLText }
        return """
            <time datetime="\(Timestamp.string(exception.expires))">\(exception.expiresText)</time>\
            <span class="sub">\(span)</span>
            """
    }

    private func workloads(_ names: [String]) -> HTMLText {
        guard !names.isEmpty else { return "<span class=\"unknown\">nothing that was looked at</span>" }
        let shown = names.prefix(10).map { "<bdi>\($0)</bdi>" as HTMLText }.joined("<br>")
        return names.count > 10 ? "\(shown)<br>and \((names.count - 10).grouped) more" : shown
    }

    private static let most = 500
}

extension AuditedException.State {
    fileprivate var mark: HTMLText {
        switch self {
        case .live: HTMLWords.status(.allowed, "allowed", "in use")
        case .expiring: HTMLWords.status(.warned, "warned", "in use, ends within 30 days")
        case .unused: HTMLWords.status(.uncovered, "uncovered", "not used")
        case .expired: HTMLWords.status(.denied, "denied", "ended")
        }
    }
}
