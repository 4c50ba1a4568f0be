import ClusterAPI
import DecisionLog
import EvidenceTesting
import Foundation
import KubernetesModel
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer
import Testing

@testable import WebhookServer

/// A server's record of a real API server: what is reviewed is stored in the cluster by hand, or is not.
final class WatchedSite: @unchecked Sendable {
    // SAFETY: used by the one test that made it; `keeper` is replaced by that test alone.
    let server: KubernetesServer
    let directory: TemporaryDirectory
    let warnings = Lines()
    private let reviewer = NIOLockedValueBox<Reviewer?>(nil)
    private(set) var keeper: RecordKeeper
    private var handler: ReviewHandler

    var log: String { "\(directory.path)/decisions.sqlite" }

    init(_ policy: String? = Texts.policy(action: "Warn"), before: (KubernetesServer) throws -> Void = { _ in }) throws
    {
        server = try KubernetesServer()
        directory = try TemporaryDirectory()
        try before(server)
        try reviewer.withLockedValue { $0 = try policy.map(Texts.reviewer) }
        (keeper, handler) = try Self.start(server, directory, reviewer)
    }

    deinit { _ = keeper.stop(by: Date() + 5) }

    func setPolicy(_ policy: String) throws {
        let new = try Texts.reviewer(policy)
        reviewer.withLockedValue { $0 = new }
    }

    func stop() -> Bool { keeper.stop(by: Date() + 10) }

    /// Another process begins where this one has ended.
    func startAgain() throws { (keeper, handler) = try Self.start(server, directory, reviewer) }

    private static func start(
        _ server: KubernetesServer, _ directory: TemporaryDirectory, _ reviewer: NIOLockedValueBox<Reviewer?>
    ) throws -> (RecordKeeper, ReviewHandler) {
        var options = RecordOptions()
        options.cluster = .kubeconfig
        options.kubeconfig = server.greeting.kubeconfig
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let keeper = try RecordKeeper(
            options, log: "\(directory.path)/decisions.sqlite", reviewer: { reviewer.withLockedValue { $0 } },
            policyCommit: { nil }, log: quiet)
        Thread.detachNewThread { keeper.run() }
        let handler = AdmissionHandler(
            judging: { reviewer.withLockedValue { $0 }.map { JudgingState($0) } }, metrics: ServerMetrics(), log: quiet,
            decisions: Lines().log(), desk: keeper.desk)
        return (keeper, handler.handler)
    }

    // MARK: What clients do

    /// The answer to a review.
    func review(_ review: String, within time: TimeAmount = .seconds(30)) async throws -> Node {
        let call = ReviewCall(body: Array(review.utf8), received: .now(), deadline: .now() + time)
        let answer: ReviewAnswer = await withCheckedContinuation { continuation in
            if let now = handler.review(call, { continuation.resume(returning: $0) }) {
                continuation.resume(returning: now)
            }
        }
        return try Texts.response(answer)
    }

    /// Stores an object as it is written.
    @discardableResult func store(_ object: String) throws -> Data {
        try server.tell("put", ["object": try JSONSerialization.jsonObject(with: Data(object.utf8))])
    }

    /// An object that is reviewed and then stored.
    func create(_ kind: String, _ model: String, name: String, uid: String, owner: String = "", user: String? = nil)
        async throws
    {
        let generation = kind == "Pod" ? nil : 1
        let object = Texts.object(kind, model, name: name, uid: uid, generation: generation, owner: owner)
        let review = Texts.review(object, kind: kind, name: name, user: user ?? "alice@example.com", uid: "r-\(uid)")
        try #require(try await self.review(review)["allowed"]?.bool == true)
        try store(object)
    }

    // MARK: What is known

    /// The states of a workload, as the rules read them.
    func states(_ kind: String, _ name: String) -> [ServedState] {
        guard case .known(let states)? = keeper.desk.record?.states(Texts.workload(kind, name)) else { return [] }
        return states
    }

    func live(_ uid: String) -> LiveObject? {
        guard case .known(let object)? = keeper.desk.record?.object(uid) else { return nil }
        return object
    }

    /// What the log says of an object, the oldest first.
    func entries(_ kind: String? = nil, _ name: String) throws -> [EntryBody] {
        var query = EntryQuery()
        query.name = name
        query.kinds = kind.map { [$0] } ?? []
        return try LogPlace(log).openReading().find(query).map { try EntryBody.decode(kind: $0.kind, $0.body) }
    }

    var isSynced: Bool { !keeper.watches.isEmpty && keeper.watches.allSatisfy(\.isSynced) }
}

/// Waits until something holds.
func eventually(_ condition: () throws -> Bool, at place: SourceLocation = #_sourceLocation) async throws {
    for _ in 0..<1500 {
        if try condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it did not come to this", sourceLocation: place)
    throw CancellationError()
}
