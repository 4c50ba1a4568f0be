/// One chain while its entries are gone through in their order.
struct ChainWalk {
    /// What the first entry that is there builds on.
    let first: (sequence: Int64, previous: [UInt8])
    private(set) var last: Int64
    private(set) var hash: [UInt8]
    private var time: Int64

    init(_ entry: SealedEntry) {
        first = (entry.place.sequence, entry.previous)
        (last, hash, time) = (entry.place.sequence, entry.hash, entry.time)
    }

    /// What is wrong between the entry before and this one.
    mutating func step(_ entry: SealedEntry, isPartial: Bool) -> [LogFinding] {
        defer { (last, hash, time) = (entry.place.sequence, entry.hash, entry.time) }
        var findings: [LogFinding] = []
        let sequence = entry.place.sequence
        if sequence <= last {
            findings.append(LogFinding(.broken, entry.place, outOfOrder(last)))
        } else if sequence > last + 1, !isPartial {
            findings.append(LogFinding(.gap, entry.place, missing(last + 1, sequence - 1)))
        } else if sequence == last + 1, entry.previous != hash {
            findings.append(LogFinding(.broken, entry.place, broken))
        }
        if entry.time < time { findings.append(LogFinding(.time, entry.place, backwards)) }
        return findings
    }
}

// MARK: - What the user reads

private let broken = "it does not continue the entry before it: one of the two was changed or put in"
private let backwards = "it is older than the entry before it"
private func outOfOrder(_ last: Int64) -> String { "it stands behind entry \(last) of its chain" }
private func missing(_ first: Int64, _ last: Int64) -> String {
    first == last ? "entry \(first) before it is missing" : "entries \(first) to \(last) before it are missing"
}
