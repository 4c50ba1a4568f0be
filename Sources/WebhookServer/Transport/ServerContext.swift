/// What every connection shares.
struct ServerContext: Sendable {
    let limits: ServerLimits
    let pool: ReviewPool
    let metrics: ServerMetrics
    let registry: ConnectionRegistry
    var log = RequestLog.nobody

    /// Counts and logs a request that is answered with an HTTP error.
    func rejected(_ refusal: Refusal, traceID: String?) {
        metrics.rejected(refusal)
        log.rejected(refusal, traceID: traceID)
    }

    /// Counts and logs what the server ends.
    func closed(_ reason: ServerMetrics.CloseReason, traceID: String? = nil, detail: String? = nil) {
        metrics.closed(reason)
        log.cut(reason, traceID: traceID, detail: detail)
    }
}
