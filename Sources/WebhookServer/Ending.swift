import FoundationEssentials
import NIOCore

/// How the grace time is spent once the server was asked to end.
struct Ending: Sendable {
    /// For the answers that are in flight.
    let requests: TimeAmount
    /// When the record has to be written. What the answers leave of their time is the record's too.
    let record: Date

    /// - Parameter hasRecord: whether decisions wait to be written when the last answer is out.
    init(grace: TimeAmount, hasRecord: Bool, from now: Date = Date()) {
        let whole = Double(grace.nanoseconds) / 1e9
        // The last moments are for letting go of everything else.
        let rest = min(1, whole / 10)
        requests = .nanoseconds(Int64((whole - rest) * (hasRecord ? 0.75 : 1) * 1e9))
        record = now + (whole - rest)
    }
}
