/// Objects that are gone, in the order in which they went.
struct Departures {
    private var recent = ArrivalQueue()
    private var kept = ArrivalQueue()

    mutating func append(_ uid: String, _ moment: Moment) { recent.append(uid, moment) }

    /// The next that went before `time`.
    mutating func next(before time: Int64) -> String? {
        guard let first = recent.first, first.moment.time < time else { return nil }
        recent.removeFirst()
        last = first.moment
        return first.uid
    }

    /// Remembers the one that `next(before:)` gave.
    mutating func keep(_ uid: String) {
        guard let last else { return }
        kept.append(uid, last)
    }

    /// The one that went first, where more than `count` are remembered.
    mutating func next(beyond count: Int) -> String? {
        guard kept.count > count, let first = kept.first else { return nil }
        kept.removeFirst()
        return first.uid
    }

    private var last: Moment?
}
