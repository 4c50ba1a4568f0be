import NIOConcurrencyHelpers
import NIOCore
import Synchronization

/// What the server counts, for `/metrics`.
///
/// Every label has few values, and none that a client can invent: policies come from the policy set, codes and kinds
/// from fixed lists.
package final class ServerMetrics: Sendable {
    /// Labels of one decision.
    package struct Decision: Sendable, Hashable {
        package var verdict: String
        package var policy: String
        package var code: String
        package var kind: String

        package init(verdict: String, policy: String, code: String, kind: String) {
            self.verdict = verdict
            self.policy = policy
            self.code = code
            self.kind = kind
        }
    }

    /// Labels of one finding.
    package struct Finding: Sendable, Hashable {
        package var policy: String
        package var code: String
        package var action: String
        package var isDrift: Bool

        package init(policy: String, code: String, action: String, isDrift: Bool) {
            self.policy = policy
            self.code = code
            self.action = action
            self.isDrift = isDrift
        }
    }

    /// Why the server closed a connection or a stream.
    enum CloseReason: String, CaseIterable {
        case handshakeTimeout = "handshake_timeout", handshakeFailed = "handshake_failed"
        case protocolError = "protocol_error", slowReader = "slow_reader", slowHeaders = "slow_headers"
        case pingTimeout = "ping_timeout", idle, tooManyConnections = "too_many_connections", shutdown
    }

    struct State {
        var decisions = Counters<Decision>()
        var findings = Counters<Finding>()
        var rejected: [Refusal: UInt64] = [:]
        var notJudged: [NotJudged: UInt64] = [:]
        var closed: [CloseReason: UInt64] = [:]
        var registry: ConnectionRegistry?
        var budget: BodyBudget?
        var certificate: ServerCertificate?
        var memo: ReviewMemo?
        var lookups: EvidenceLookups?
        var sources: [@Sendable () -> ReloadStatus] = []
        var judging: JudgingWatcher?
        var keeper: RecordKeeper?
        var sink: LogSink?
    }

    /// Reviews that are being decided or wait for it.
    let inFlight = Atomic<Int>(0)
    let connections = Atomic<Int>(0)
    let state = NIOLockedValueBox(State())
    let lateDecisions = Counter()
    private let outcomes: [ReviewOutcome: Counter] = Dictionary(
        uniqueKeysWithValues: ReviewOutcome.allCases.map { ($0, Counter()) })
    let durations = NIOLockedValueBox(DurationHistogram())
    let answerTimes = NIOLockedValueBox(DurationHistogram())
    /// Of this program; empty where nobody says.
    let version: String
    let process = ProcessUsage()

    package init(version: String = "") { self.version = version }

    /// Counts one decision, and how long it took.
    ///
    /// - Parameter whole: from the first bytes of its request to its answer.
    package func decided(
        _ decision: Decision, findings: [Finding] = [], took time: TimeAmount, after whole: TimeAmount? = nil
    ) {
        decided(counters(of: decision, findings: findings), took: time, after: whole ?? time)
    }

    /// Counts one review that was answered as undecided without having been judged.
    func undecided(_ reason: NotJudged, after whole: TimeAmount) {
        let labels = Decision(verdict: "undecided", policy: "", code: "review.\(reason.rawValue)", kind: "other")
        counters(of: labels, findings: []).add()
        answerTimes.withLockedValue { $0.observe(whole.nanoseconds) }
        notJudged(reason)
    }

    /// What a decision with these labels adds to.
    func counters(of decision: Decision, findings: [Finding]) -> DecisionCounters {
        state.withLockedValue { state in
            DecisionCounters(
                [state.decisions.counter(of: decision)] + findings.map { state.findings.counter(of: $0) }
                    + [outcomes[ReviewOutcome(decision)]].compactMap { $0 })
        }
    }

    func decided(_ counters: DecisionCounters, took time: TimeAmount, after whole: TimeAmount) {
        counters.add()
        durations.withLockedValue { $0.observe(time.nanoseconds) }
        answerTimes.withLockedValue { $0.observe(whole.nanoseconds) }
    }

    /// Shows the expiry and the reload state of `certificate`.
    package func watch(certificate: ServerCertificate) {
        state.withLockedValue { state in
            state.certificate = certificate
            state.sources.append { certificate.status }
        }
    }

    /// Shows how many lines a slow reader has lost.
    package func watch(sink: LogSink) { state.withLockedValue { $0.sink = sink } }

    func watch(memo: ReviewMemo) { state.withLockedValue { $0.memo = memo } }
    func watch(lookups: EvidenceLookups) { state.withLockedValue { $0.lookups = lookups } }

    /// Shows the reload state of what else is loaded from disk.
    package func watch(_ source: @escaping @Sendable () -> ReloadStatus) {
        state.withLockedValue { $0.sources.append(source) }
    }

    /// Shows the reload states of policies, trust roots and evidence, and what the evidence is.
    package func watch(_ judging: JudgingWatcher) { state.withLockedValue { $0.judging = judging } }

    /// Shows how the record stands.
    package func watch(_ keeper: RecordKeeper) { state.withLockedValue { $0.keeper = keeper } }

    /// The reload states that it shows.
    package var sources: [ReloadStatus] {
        let (judging, keeper, sources) = state.withLockedValue { ($0.judging, $0.keeper, $0.sources) }
        return (judging?.statuses ?? []) + (keeper?.statuses ?? []) + sources.map { $0() }
    }

    func watch(registry: ConnectionRegistry, budget: BodyBudget) {
        state.withLockedValue { state in
            state.registry = registry
            state.budget = budget
        }
    }

    /// Whether the server is ending.
    var isDraining: Bool { state.withLockedValue { $0.registry }?.isDraining ?? false }

    func count(of outcome: ReviewOutcome) -> UInt64 { outcomes[outcome]?.value ?? 0 }

    func accepted() { connections.wrappingAdd(1, ordering: .relaxed) }
    func rejected(_ refusal: Refusal) { state.withLockedValue { $0.rejected[refusal, default: 0] += 1 } }
    func notJudged(_ reason: NotJudged) { state.withLockedValue { $0.notJudged[reason, default: 0] += 1 } }
    func closed(_ reason: CloseReason) { state.withLockedValue { $0.closed[reason, default: 0] += 1 } }
}
