/// How much of a log is told one by one.
package struct LogLimits: Sendable {
    /// Days of denials.
    package var days = 400
    /// Reasons, namespaces and users that are counted by name, and those that are told.
    package var names = 10_000
    package var shownNames = 100
    /// Evaluations that are remembered.
    package var evaluations = 20_000
    /// Exceptions, and workloads of each.
    package var exceptions = 1000

    package init() {}
}

extension Int {
    /// The sum, as far as a number goes: what a database says must not stop whoever reads it.
    func adding(_ count: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(Swift.max(count, 0))
        return overflow ? .max : sum
    }
}
