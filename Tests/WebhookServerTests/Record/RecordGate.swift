import DecisionLog
import EvidenceTesting
import Foundation
import KubernetesModel
import Logging
import ModelReferences
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer
import Testing

@testable import WebhookServer

/// Admission with a record of closures: what it asks for and what it keeps is there to be read.
final class RecordGate: Sendable {
    typealias LookUp = @Sendable (SoughtObject, NIODeadline, @escaping RecordDesk.Answer) -> Void

    /// What was handed over to be kept.
    struct Kept: Sendable {
        var isDenial: Bool
        var make: @Sendable () -> Decision
        var done: (@Sendable (LogFailure?) -> Void)?
        var decision: Decision { make() }
    }

    let cluster = HeldCluster()
    let metrics = ServerMetrics()
    let handler: ReviewHandler
    let memo = ReviewMemo(bytes: 1 << 20)
    private let box = NIOLockedValueBox<(kept: [Kept], passed: [String], asked: [SoughtObject])>(([], [], []))

    var kept: [Kept] { box.withLockedValue { $0.kept } }
    var passed: [String] { box.withLockedValue { $0.passed } }
    var asked: [SoughtObject] { box.withLockedValue { $0.asked } }

    init(
        _ policy: String = Texts.policy(), hasLog: Bool = true, hasRecord: Bool = true, waitsForLog: Bool = false,
        lookUp: LookUp? = nil
    ) throws {
        let reviewer = try Texts.reviewer(policy)
        let (state, box, cluster) = (JudgingState(reviewer), box, cluster)
        var desk = RecordDesk(
            record: hasRecord ? cluster.record : nil, waitsForLog: waitsForLog,
            origin: { DecisionOrigin(cluster: "east", policyCommit: "c0ffee") })
        desk.lookUp = { sought, deadline, done in
            box.withLockedValue { $0.asked.append(sought) }
            guard let lookUp else { return done(.absent) }
            lookUp(sought, deadline, done)
        }
        desk.passed = { uid, _ in box.withLockedValue { $0.passed.append(uid) } }
        if hasLog {
            desk.keep = { isDenial, make, done in
                box.withLockedValue { $0.kept.append(Kept(isDenial: isDenial, make: make, done: done)) }
            }
        }
        handler =
            AdmissionHandler(
                judging: { state }, metrics: metrics, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                decisions: Lines().log(), memo: memo, desk: desk, now: { Texts.time }
            ).handler
    }

    /// What goes out at once; nil where it comes later.
    func now(_ review: String, later: @escaping ReviewHandler.Later = { _ in }) throws -> Node? {
        let call = ReviewCall(body: Array(review.utf8), received: .now(), deadline: .now() + .seconds(60))
        return try handler.review(call, later).map(Texts.response)
    }

    /// What goes out, now or later.
    func response(_ review: String, within time: TimeAmount = .seconds(60)) async throws -> Node {
        let call = ReviewCall(body: Array(review.utf8), received: .now(), deadline: .now() + time)
        let answer: ReviewAnswer = await withCheckedContinuation { continuation in
            // Twice would be a trap.
            if let now = handler.review(call, { continuation.resume(returning: $0) }) {
                continuation.resume(returning: now)
            }
        }
        return try Texts.response(answer)
    }
}

/// What a cluster holds, written by hand.
final class HeldCluster: Sendable {
    private struct State {
        var objects: [String: LiveObject] = [:]
        var failure: String?
    }

    private let state = NIOLockedValueBox(State())

    func hold(_ object: LiveObject) { state.withLockedValue { $0.objects[object.uid] = object } }
    func remove(_ uid: String) { state.withLockedValue { $0.objects[uid] = nil } }
    func fail(_ reason: String?) { state.withLockedValue { $0.failure = reason } }

    var record: ServingRecord {
        ServingRecord(
            states: { workload in self.read { $0.compactMap(\.state).filter { $0.workload == workload } } },
            statesOfModel: { _, _ in self.read { _ in [] } },
            object: { uid in self.read { objects in objects.first { $0.uid == uid } } })
    }

    private func read<Value>(_ body: ([LiveObject]) -> Value) -> ServingRecord.Known<Value> {
        state.withLockedValue { state in
            state.failure.map { .unavailable($0) } ?? .known(body(Array(state.objects.values)))
        }
    }
}

/// The objects and reviews of the tests.
enum Texts {
    static let time = Date(timeIntervalSince1970: 1_795_262_400)
    static let mutable = "org/model"
    static let pinned = "org/model --revision " + String(repeating: "a", count: 40)

    static func policy(action: String = "Deny", allow: String = "[pinned]") -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {match: {namespaces: [ml]}, validationActions: [\(action)], rules: {pinnedModel: {allow: \(allow)}}}
        """
    }

    static func reviewer(_ policy: String) throws -> Reviewer {
        let documents = try YAMLParser.parse(policy).map { PolicyDocument(file: "policy.yaml", root: $0.root) }
        let lint = PolicyLint(documents)
        return Reviewer(policies: try #require(lint.set, "\(lint.errors)"))
    }

    static func response(_ answer: ReviewAnswer) throws -> Node {
        try #require(answer.status == 200)
        return try #require(try JSONParser.parse(answer.body).root["response"])
    }

    static func containers(_ model: String) -> String {
        let words = model.split(separator: " ").map { #""\#($0)""# }.joined(separator: ",")
        return #"{"containers":[{"name":"server","image":"vllm/vllm-openai:v0.10.0","args":["--model",\#(words)]}]}"#
    }

    /// A Deployment, ReplicaSet or Pod that serves `model`.
    static func object(
        _ kind: String, _ model: String, name: String = "web", uid: String? = nil, generation: Int? = 1,
        owner: String = "", metadata: String = "", replicas: Int = 1
    ) -> String {
        let uid = uid.map { #","uid":"\#($0)""# } ?? ""
        let generation = generation.map { #","generation":\#($0)"# } ?? ""
        let apiVersion = kind == "Pod" ? "v1" : "apps/v1"
        let spec =
            kind == "Pod"
            ? containers(model)
            : #"{"replicas":\#(replicas),"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"#
                + #""spec":\#(containers(model))}}"#
        return
            #"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","metadata":{"name":"\#(name)","namespace":"ml"\#(uid)"#
            + #"\#(generation)\#(owner)\#(metadata)},"spec":\#(spec)}"#
    }

    static func owned(by kind: String, _ name: String, uid: String) -> String {
        #","ownerReferences":[{"apiVersion":"apps/v1","kind":"\#(kind)","name":"\#(name)","uid":"\#(uid)","controller":true}]"#
    }

    static func review(
        _ object: String, old: String = "null", operation: String = "CREATE", kind: String = "Deployment",
        name: String = "web", user: String = "alice@example.com", groups: String = "[]", isDryRun: Bool = false,
        uid: String = "705ab4f5", subresource: String? = nil
    ) -> String {
        let group = kind == "Pod" ? "" : "apps"
        let subresource = subresource.map { #""subResource":"\#($0)","# } ?? ""
        return #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"\#(uid)","#
            + #""kind":{"group":"\#(group)","version":"v1","kind":"\#(kind)"},\#(subresource)"#
            + #""resource":{"group":"\#(group)","version":"v1","resource":"\#(kind.lowercased())s"},"name":"\#(name)","#
            + #""namespace":"ml","operation":"\#(operation)","userInfo":{"username":"\#(user)","groups":\#(groups)},"#
            + #""object":\#(object),"oldObject":\#(old),"dryRun":\#(isDryRun)}}"#
    }

    /// A pod that a ReplicaSet's controller writes.
    static func child(_ model: String = mutable, isDryRun: Bool = false) -> String {
        review(
            object(
                "Pod", model, name: "web-1-a", uid: "pod-uid", generation: nil,
                owner: owned(by: "ReplicaSet", "web-1", uid: "rs-uid")),
            kind: "Pod", name: "web-1-a", user: "system:serviceaccount:kube-system:replicaset-controller",
            isDryRun: isDryRun)
    }

    static func workload(_ kind: String, _ name: String) -> WorkloadIdentity {
        WorkloadIdentity(group: kind == "Pod" ? "" : "apps", kind: kind, namespace: "ml", name: name)
    }

    static func live(
        _ kind: String, _ name: String, uid: String, _ admission: ServedState.Admission, owner: LiveObject.Owner? = nil,
        model: String = mutable
    ) -> LiveObject {
        let state = ServedState(
            workload: workload(kind, name), uid: uid,
            models: [ServedModel(role: .model, value: model, pinning: "mutable")],
            admission: admission, liveSince: time)
        return LiveObject(uid: uid, workload: workload(kind, name), owner: owner, state: state)
    }

    static let deploymentOwner = LiveObject.Owner(
        uid: "dep-uid", workload: workload("Deployment", "web"), version: "v1")
    static func fingerprint(_ object: Node) throws -> String {
        Fingerprint(of: object, workload: try ReferenceFinder.find(in: object)).digest
    }

    static func node() throws -> Node { try JSONParser.parse(Array("{}".utf8)).root }
}
