import DecisionLog
import NIOCore
import PolicyEngine
import Reviewer

/// What admission asks of the record: what is known, the cluster where that is not enough, and a place to keep what was
/// decided. Plain functions, so that admission is tested without a database and without a cluster.
package struct RecordDesk: Sendable {
    /// What ran and runs; nil where no cluster is watched, and no rule may ask.
    package var record: ServingRecord?
    /// Asks the cluster for an object; `done` is called once, on any thread.
    package var lookUp: @Sendable (_ sought: SoughtObject, _ deadline: NIODeadline, _ done: @escaping Answer) -> Void
    /// Keeps a decision. `make` runs later, on a thread that nobody waits for; `done` is called once it is kept for good, or
    /// with the reason why it is not. nil where no log is kept.
    package var keep:
        (
            @Sendable (
                _ isDenial: Bool, _ make: @escaping @Sendable () -> Decision,
                _ done: (@Sendable (LogFailure?) -> Void)?
            ) -> Void
        )?
    /// Hears of objects that were let in and of which nothing is kept.
    package var passed: @Sendable (_ uid: String, _ generation: Int?) -> Void
    /// Whether an answer goes out only when its decision is kept.
    package var waitsForLog: Bool
    /// Where decisions are made, as it stands now.
    package var origin: @Sendable () -> DecisionOrigin

    package typealias Answer = @Sendable (LookedUp) -> Void

    package init(
        record: ServingRecord? = nil,
        lookUp: @escaping @Sendable (SoughtObject, NIODeadline, @escaping Answer) -> Void = { _, _, done in
            done(.unreachable(noCluster))
        },
        keep: (
            @Sendable (Bool, @escaping @Sendable () -> Decision, (@Sendable (LogFailure?) -> Void)?) -> Void
        )? = nil,
        passed: @escaping @Sendable (_ uid: String, _ generation: Int?) -> Void = { _, _ in },
        waitsForLog: Bool = false, origin: @escaping @Sendable () -> DecisionOrigin = { DecisionOrigin() }
    ) {
        self.record = record
        self.lookUp = lookUp
        self.keep = keep
        self.passed = passed
        self.waitsForLog = waitsForLog
        self.origin = origin
    }

    /// One that knows nothing and keeps nothing.
    package static let nobody = RecordDesk()
}

private let noCluster = "this server has no cluster to ask (--cluster)"
