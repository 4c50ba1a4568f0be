/// When and where an entry was written. By time, then by place: whoever reads the same entries orders them alike, in
/// whatever order they reach it.
struct Moment: Comparable, Hashable, Sendable {
    /// Microseconds since 1970 (UTC).
    var time: Int64
    var place: ChainPlace

    static func < (left: Moment, right: Moment) -> Bool {
        guard left.time == right.time else { return left.time < right.time }
        guard left.place.writer == right.place.writer else { return left.place.writer < right.place.writer }
        return left.place.sequence < right.place.sequence
    }
}
