import FoundationEssentials
import PolicyEngine

/// Small pieces that many parts of the page share.
enum HTMLWords {
    /// `22 Nov 2026`, with the whole moment for machines.
    static func day(_ date: Date) -> HTMLText { time(date, AuditDay.text(date)) }

    /// `22 Nov 2026, 04:00 UTC`.
    static func moment(_ date: Date) -> HTMLText {
        let clock = Timestamp.string(date).dropFirst(11).prefix(5)
        return time(date, clock.isEmpty ? AuditDay.text(date) : "\(AuditDay.text(date)), \(clock) UTC")
    }

    private static func time(_ date: Date, _ text: String) -> HTMLText {
        "<time datetime=\"\(Timestamp.string(date))\">\(text)</time>"
    }

    /// How long ago, in days: `for 12 days`.
    static func span(from date: Date, to now: Date) -> HTMLText? {
        let days = (now.timeIntervalSince(date) / 86_400).rounded(.down)
        guard days >= 0, days < 1_000_000 else { return nil }
        return days < 1 ? "less than a day" : "\(counted(Int(days), "day"))"
    }

    static func icon(_ icon: HTMLIcon) -> HTMLText {
        "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#\(icon.id)\"/></svg>"
    }

    static func status(_ icon: HTMLIcon, _ tone: HTMLText, _ words: HTMLText) -> HTMLText {
        "<span class=\"st \(tone)\">\(Self.icon(icon))<span>\(words)</span></span>"
    }

    static func code(_ text: String) -> HTMLText { "<code>\(text)</code>" }

    /// A table that may be wider than its place: it scrolls by itself, by keyboard too.
    static func scrolling(_ label: HTMLText, _ table: HTMLText) -> HTMLText {
        "<div class=\"scroll\" role=\"group\" aria-label=\"\(label)\" tabindex=\"0\">\(table)</div>\n"
    }

    static func table(
        _ caption: HTMLText, _ heads: [HTMLText], _ rows: [HTMLText], numbers: Range<Int> = 0..<0,
        tone: HTMLText = "data"
    ) -> HTMLText {
        let cells = heads.enumerated().map { place, head -> HTMLText in
            "<th scope=\"col\"\(HTMLText.when(numbers.contains(place), " class=\"num\""))>\(head)</th>"
        }
        return """
            <table class="\(tone)"><caption>\(caption)</caption>
            <thead><tr>\(cells)</tr></thead>
            <tbody>
            \(rows)</tbody></table>

            """
    }

    /// A label and what belongs to it, in a list of both.
    static func fact(_ label: HTMLText, _ value: HTMLText?) -> HTMLText {
        guard let value else { return "" }
        return "<div><dt>\(label)</dt><dd>\(value)</dd></div>\n"
    }
}

/// A date as people write it, without what depends on a machine's settings.
enum AuditDay {
    /// `22 Nov 2026`, in UTC.
    static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        guard abs(seconds) < 250_000_000_000 else { return "an unknown time" }
        let civil = Timestamp.civil(day: Int((seconds / 86_400).rounded(.down)))
        guard months.indices.contains(civil.month - 1) else { return "an unknown time" }
        return "\(civil.day) \(months[civil.month - 1]) \(civil.year)"
    }

    /// `22 Nov`.
    static func short(_ date: Date) -> String { text(date).split(separator: " ").prefix(2).joined(separator: " ") }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// Signs that stand beside a word, so that no colour has to be seen.
enum HTMLIcon: String, CaseIterable {
    case denied, undecided, drift, warned, excepted, uncovered, allowed, chevron, live

    var id: HTMLText {
        switch self {
        case .denied: "i-denied"
        case .undecided: "i-undecided"
        case .drift: "i-drift"
        case .warned: "i-warned"
        case .excepted: "i-excepted"
        case .uncovered: "i-uncovered"
        case .allowed: "i-allowed"
        case .chevron: "i-chevron"
        case .live: "i-live"
        }
    }

    private var strokes: HTMLText {
        switch self {
        case .denied: "<circle cx=\"8\" cy=\"8\" r=\"6.25\"/><path d=\"M3.6 3.6l8.8 8.8\"/>"
        case .undecided:
            "<circle cx=\"8\" cy=\"8\" r=\"6.25\"/><path d=\"M6 6.2a2 2 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.3M8 11.6v.1\"/>"
        case .drift: "<path d=\"M1.75 6c2-3 4.2-3 6.25 0s4.25 3 6.25 0M1.75 11c2-3 4.2-3 6.25 0s4.25 3 6.25 0\"/>"
        case .warned: "<path d=\"M8 2.2l6.2 11.3H1.8zM8 6.5v3.3M8 11.7v.1\"/>"
        case .excepted: "<circle cx=\"8\" cy=\"8\" r=\"6.25\"/><path d=\"M8 4.2V8l2.6 1.6\"/>"
        case .uncovered: "<circle cx=\"8\" cy=\"8\" r=\"6.25\" stroke-dasharray=\"2.6 2.3\"/>"
        case .allowed: "<path d=\"M2.5 8.6l3.6 3.6 7.4-8.2\"/>"
        case .chevron: "<path d=\"M6 3.5L10.5 8 6 12.5\"/>"
        case .live: "<circle cx=\"8\" cy=\"8\" r=\"4.5\"/>"
        }
    }

    /// All of them, drawn once.
    static var sheet: HTMLText {
        let symbols = allCases.map {
            "<symbol id=\"\($0.id)\" viewBox=\"0 0 16 16\">\($0.strokes)</symbol>\n" as HTMLText
        }
        return
            "<svg class=\"sheet\" width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\">\(symbols)</svg>\n"
    }
}

extension AuditedWorkload.Standing {
    var icon: HTMLIcon {
        switch self {
        case .denied: .denied
        case .undecided: .undecided
        case .drift: .drift
        case .warned: .warned
        case .excepted: .excepted
        case .uncovered: .uncovered
        case .allowed: .allowed
        }
    }

    var tone: HTMLText {
        switch self {
        case .denied: "denied"
        case .undecided: "undecided"
        case .drift: "drift"
        case .warned: "warned"
        case .excepted: "excepted"
        case .uncovered: "uncovered"
        case .allowed: "allowed"
        }
    }

    var label: HTMLText {
        switch self {
        case .denied: "Refused today"
        case .undecided: "Undecided"
        case .drift: "Drifted"
        case .warned: "Warned about"
        case .excepted: "By exception"
        case .uncovered: "No policy"
        case .allowed: "In order"
        }
    }

    /// The worst is 0.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    var mark: HTMLText { HTMLWords.status(icon, tone, label) }
}
