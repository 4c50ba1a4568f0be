import KubernetesModel
import Logging
import NIOCore

/// What the log says of requests that are not decided: refused, cut off, answered without a look, or decided too late.
/// Each line bears the trace id of its request, and nothing of what was sent.
package struct RequestLog: Sendable {
    private let log: Logger
    /// nil: reviews that are not judged are not logged.
    private let decisions: DecisionLines?
    private let budget = LineBudget(perMinute: 120)

    package init(_ log: Logger, decisions: DecisionLines? = nil) {
        self.log = log
        self.decisions = decisions
    }

    /// One that keeps silent.
    package static let nobody = RequestLog(Logger(label: "nobody") { _ in SwiftLogNoOpLogHandler() })

    /// A review that was answered as undecided without having been judged: a decision like any other.
    func notJudged(uid: String, _ reason: NotJudged, traceID: String?, took time: TimeAmount) {
        guard let decisions, decisions.wants(.notice) else { return }
        let fields = [("codes", "review.\(reason.rawValue)"), ("note", reason.sentence), ("verdict", "undecided")]
        decisions.write(
            DecisionLine(.notice, fields, format: decisions.format), microseconds: time.nanoseconds / 1_000, uid: uid,
            traceID: traceID)
    }

    /// A request that was answered with an HTTP error.
    func rejected(_ refusal: Refusal, traceID: String?) {
        write(
            .warning, "a request was refused, as it is no AdmissionReview",
            ["reason": refusal.rawValue, "status": String(refusal.status), "trace_id": traceID])
    }

    /// A connection, or a request on one, that the server has ended.
    ///
    /// - Parameter detail: what TLS said; never what a client sent.
    func cut(_ reason: ServerMetrics.CloseReason, traceID: String? = nil, detail: String? = nil) {
        // Connections grow old without anybody having done something wrong.
        write(
            reason == .idle ? .debug : .warning, "a connection was cut off",
            ["reason": reason.rawValue, "trace_id": traceID, "error": detail.map { printable($0, limit: 300) }])
    }

    /// A decision whose review was answered meanwhile, as its time was over.
    func late(uid: String, verdict: String, traceID: String?, took time: TimeAmount) {
        write(
            .warning, "a decision came too late: its review had been answered as undecided",
            [
                "uid": uid, "verdict": verdict, "trace_id": traceID,
                "microseconds": String(time.nanoseconds / 1_000),
            ])
    }

    /// A review that waited for evidence.
    func lookedUp(
        _ outcome: EvidenceLookups.Outcome, uid: String, failing: [String], traceID: String?, took time: TimeAmount
    ) {
        let isTrouble = outcome == .unreachable || outcome == .refused
        write(
            isTrouble ? .warning : .info, "sources were asked for evidence that a review misses",
            [
                "outcome": outcome.rawValue, "uid": uid, "trace_id": traceID,
                "sources": failing.isEmpty ? nil : failing.sorted().joined(separator: ","),
                "microseconds": String(time.nanoseconds / 1_000),
            ])
    }

    /// A review for which the API server was asked in vain.
    func clusterUnreachable(uid: String, traceID: String?) {
        write(
            .warning, "the API server could not be asked for an object that a review depends on",
            ["uid": uid, "trace_id": traceID])
    }

    private func write(_ level: Logger.Level, _ message: Logger.Message, _ fields: [String: String?]) {
        guard log.logLevel <= level, let notLogged = budget.take() else { return }
        var metadata: Logger.Metadata = [:]
        for (name, value) in fields { metadata[name] = value.map { "\($0)" } }
        if notLogged > 0 { metadata["not_logged"] = "\(notLogged)" }
        log.log(level: level, message, metadata: metadata)
    }
}
