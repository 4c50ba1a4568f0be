import FoundationEssentials

/// A decision as it is given to one request, and again to each that asks the same: everything but what is their own,
/// the uid, the time and the trace.
final class Decided: Sendable {
    /// The answer's bytes, and where in them the text of the uid stands.
    private let answer: [UInt8]
    private let answerUID: Range<Int>
    /// nil where it is not logged.
    let line: DecisionLine?
    let counters: DecisionCounters
    let verdict: String
    /// When it was made, and the first moment at which it may be another one; nil where time alone changes nothing.
    private let made: Date
    private let holdsUntil: Date?

    init(_ record: DecisionRecord, at time: Date, holdsUntil: Date?, metrics: ServerMetrics, log: DecisionLines) {
        (answer, answerUID) = record.response.encodeAround()
        line = log.wants(record.level) ? record.line(log.format) : nil
        counters = metrics.counters(of: record.labels, findings: record.findings)
        verdict = record.labels.verdict
        made = time
        self.holdsUntil = holdsUntil
    }

    /// As it was given first.
    var body: [UInt8] { answer }

    /// The same for another uid, which is written as it is.
    func body(for uid: ArraySlice<UInt8>) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(answer.count - answerUID.count + uid.count)
        body += answer[..<answerUID.lowerBound]
        body += uid
        body += answer[answerUID.upperBound...]
        return body
    }

    /// Whether it is what would be decided at `time`. A clock that was set back says no.
    func holds(at time: Date) -> Bool { time >= made && holdsUntil.map { time < $0 } ?? true }

    /// Bytes that it holds in memory, more or less.
    var size: Int { answer.capacity + (line?.size ?? 0) + 512 }
}
