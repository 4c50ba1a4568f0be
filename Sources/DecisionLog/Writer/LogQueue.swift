import FoundationEssentials

/// What is to be written: not made yet, so that whoever hands it over loses no time.
struct LogItem: Sendable {
    enum Content: Sendable {
        case decision(@Sendable () -> Decision)
        case body(EntryBody)
    }

    var content: Content
    var isDenial: Bool
    /// About how many bytes it keeps in memory.
    var bytes: Int
    var then: (@Sendable (Result<Void, LogFailure>) -> Void)?
}

/// What waits for the writer's thread: admissions and observations apart from denials, each bounded.
struct LogQueue: Sendable {
    struct Lane: Sendable {
        var items: [LogItem] = []
        /// Of what waits, and of what was taken and is not written yet.
        var count = 0
        var bytes = 0

        mutating func took(_ item: LogItem) {
            count += 1
            bytes += item.bytes
        }

        mutating func finished(_ item: LogItem) {
            count -= 1
            bytes -= item.bytes
        }
    }

    private(set) var admissions = Lane()
    private(set) var denials = Lane()

    var depth: Int { admissions.count + denials.count }
    var isEmpty: Bool { admissions.items.isEmpty && denials.items.isEmpty }

    /// - Returns: false where there is no room.
    mutating func add(_ item: LogItem, _ settings: LogSettings) -> Bool {
        let lane = item.isDenial ? denials : admissions
        let longest = item.isDenial ? settings.longestDenialQueue : settings.longestQueue
        guard lane.count < longest, lane.bytes < settings.largestQueue else { return false }
        if item.isDenial {
            denials.took(item)
            denials.items.append(item)
        } else {
            admissions.took(item)
            admissions.items.append(item)
        }
        return true
    }

    /// Takes what waits, admissions first.
    mutating func take(_ limit: Int) -> [LogItem] {
        let first = admissions.items.prefix(max(limit, 0))
        let second = denials.items.prefix(max(limit - first.count, 0))
        let items = Array(first) + Array(second)
        admissions.items.removeFirst(first.count)
        denials.items.removeFirst(second.count)
        return items
    }

    /// Takes only those that somebody waits for.
    mutating func takeAwaited() -> [LogItem] {
        let items = (admissions.items + denials.items).filter { $0.then != nil }
        admissions.items.removeAll { $0.then != nil }
        denials.items.removeAll { $0.then != nil }
        return items
    }

    mutating func finished(_ items: [LogItem]) {
        for item in items {
            if item.isDenial { denials.finished(item) } else { admissions.finished(item) }
        }
    }
}
