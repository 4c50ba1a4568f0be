/// What every connection shares.
struct ServerContext: Sendable {
    let limits: ServerLimits
    let pool: ReviewPool
    let metrics: ServerMetrics
    let registry: ConnectionRegistry
}
