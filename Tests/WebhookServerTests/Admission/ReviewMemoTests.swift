import Foundation
import KubernetesModel
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import PolicyFiles
import Reviewer
import Testing

@testable import WebhookServer

@Suite("Questions that are asked again")
struct ReviewMemoTests {
    @Test("a recorded review is answered the second time as it is the first", .enabled(if: RecordedReviews.isPresent))
    func recorded() throws {
        let policies = try set(policy(name: "production", spec: "{allow: [pinned]}"))
        let (hot, cold) = (Server(policies, memo: 64 << 20), Server(policies, memo: nil))
        var kept = 0
        for body in try RecordedReviews.bodies() {
            let first = hot.answer(body)
            #expect(first == cold.answer(body))
            for uid in ["a", "0f0f0f0f-1111-2222-3333-444444444444", String(repeating: "u", count: 200)] {
                let again = try replacing(uid: uid, in: body)
                let hits = hot.hits
                let answer = hot.answer(again)
                #expect(answer == cold.answer(again))
                if hot.hits > hits { kept += 1 }
            }
        }
        #expect(kept > 300)
        // Its lines and its numbers are those of decisions that were made.
        func lines(_ server: Server) -> [String] { server.lines.all.map(Self.withoutTime) }
        #expect(lines(hot) == lines(cold))
        #expect(hot.counted == cold.counted)
    }

    /// A line without what differs each time.
    private static func withoutTime(_ line: String) -> String {
        line.split(separator: " ").dropFirst().filter { !$0.hasPrefix("microseconds=") }.joined(separator: " ")
    }

    private func replacing(uid: String, in body: [UInt8]) throws -> [UInt8] {
        let question = try #require(Question(body))
        return Array(body[..<question.uid.lowerBound]) + Array(uid.utf8) + Array(body[question.uid.upperBound...])
    }

    @Test("a byte that differs, wherever it is, is answered for itself")
    func oneByte() throws {
        let policies = try set(policy(name: "production", spec: "{allow: [pinned]}"))
        let (hot, cold) = (Server(policies, memo: 16 << 20), Server(policies, memo: nil))
        let body = Array(review(uid: "705ab4f5", uri: stage).utf8)
        _ = hot.answer(body)
        for position in body.indices {
            for bit: UInt8 in [1, 4, 32] {
                var changed = body
                changed[position] ^= bit
                #expect(hot.answer(changed) == cold.answer(changed), "\(position) \(bit)")
            }
        }
        #expect(hot.answer(body) == cold.answer(body))
    }

    @Test("an answer that rests on an exception is given until the exception ends, and not a moment longer")
    func expiry() throws {
        let end = try #require(ISO8601DateFormatter().date(from: "2027-01-01T00:00:00Z"))
        let policies = try set(exception(expires: "2027-01-01T00:00:00Z") + policy(name: "production", spec: "{}"))
        let server = Server(policies, memo: 1 << 20)
        server.time = end.addingTimeInterval(-10)
        #expect(try server.isAllowed(review(uid: "a", uri: stage)))
        server.time = end.addingTimeInterval(-0.001)
        #expect(try server.isAllowed(review(uid: "b", uri: stage)))
        #expect(server.hits == 1)
        server.time = end
        #expect(try !server.isAllowed(review(uid: "c", uri: stage)))
        #expect(try !server.isAllowed(review(uid: "d", uri: stage)))
        #expect(server.hits == 2)
        // A clock that is set back brings the exception back, as it does without a memo.
        server.time = end.addingTimeInterval(-5)
        #expect(try server.isAllowed(review(uid: "e", uri: stage)))
        #expect(server.hits == 2)
    }

    @Test("what other policies decided is forgotten")
    func reload() throws {
        let server = Server(try set(policy(name: "production", spec: "{}")), memo: 1 << 20)
        #expect(try !server.isAllowed(review(uid: "a", uri: stage)))
        server.policies = try set(policy(name: "production", spec: "{}", actions: "[Audit]"))
        #expect(try server.isAllowed(review(uid: "b", uri: stage)))
        server.policies = try set(policy(name: "production", spec: "{}"))
        #expect(try !server.isAllowed(review(uid: "c", uri: stage)))
        #expect(server.hits == 0)
        server.policies = nil
        let answer = server.answer(Array(review(uid: "d", uri: stage).utf8))
        #expect(String(decoding: answer.body, as: UTF8.self).contains("policies.notLoaded"))
    }

    @Test("what could not be decided, and what is no review, is not remembered")
    func undecided() throws {
        let server = Server(try set(policy(name: "production", spec: "{}")), memo: 1 << 20)
        let bodies = [
            review(uid: "a", uri: stage).replacing("v1beta1", with: "v9"),
            review(uid: "a", uri: stage).replacing("CREATE", with: "PATCH"),
            review(uid: "a", uri: stage).replacing(#""uid":"a""#, with: #""uid":"a","uid":"a""#),
            review(uid: "a", uri: stage).replacing(#""uid":"a","#, with: ""), "{",
        ]
        for body in bodies + bodies { _ = server.answer(Array(body.utf8)) }
        #expect(server.hits == 0 && server.memoBytes == 0)
    }

    @Test("a uid that is written with an escape, or stands behind another one, is decided each time")
    func unusualUID() throws {
        let server = Server(try set(policy(name: "production", spec: "{}")), memo: 1 << 20)
        for _ in 0..<2 {
            #expect(try !server.isAllowed(review(uid: #"\u0061"#, uri: stage)))
            let other = review(uid: "a", uri: stage).replacing(#""request":"#, with: #""x":{"uid":"b"},"request":"#)
            #expect(try !server.isAllowed(other))
        }
        #expect(server.hits == 0 && server.memoBytes == 0)
    }

    @Test("it holds no more than it may, and keeps what is asked for")
    func bounded() throws {
        let server = Server(try set(policy(name: "production", spec: "{}")), memo: 32 << 10)
        for number in 0..<200 {
            #expect(try !server.isAllowed(review(uid: "a", uri: stage)))
            #expect(try !server.isAllowed(review(uid: "b", uri: "models:/other-\(number)/Production")))
            #expect(server.memoBytes <= 32 << 10)
        }
        #expect(server.hits > 150)
        let large = String(repeating: "x", count: 70_000)
        for _ in 0..<2 { #expect(try !server.isAllowed(review(uid: "c", uri: "models:/\(large)/Production"))) }
        #expect(server.memoBytes <= 32 << 10)
    }

    @Test("promtool has nothing to say about its metrics")
    func promtool() async throws {
        let server = Server(try set(policy(name: "production", spec: "{}")), memo: 1 << 20)
        for uid in ["a", "b", "c"] { _ = try server.isAllowed(review(uid: uid, uri: stage)) }
        let text = server.metrics.text()
        #expect(text.contains("pedigree_memo_lookups_total{result=\"hit\"} 2\n"))
        #expect(text.contains("pedigree_memo_lookups_total{result=\"miss\"} 1\n"))
        #expect(text.contains("pedigree_decision_duration_seconds_count 3\n"))
        let done = try await run("promtool", ["check", "metrics"], input: Array(text.utf8))
        #expect(done.status == 0 && done.output + done.errors == "")
    }
}

/// The handler outside of any server, with a clock and policies that a test can change.
private final class Server: Sendable {
    let metrics = ServerMetrics()
    let lines = Lines()
    private let memo: ReviewMemo?
    private let handler: ReviewHandler
    private let state: NIOLockedValueBox<(judging: JudgingState?, time: Date)>

    init(_ policies: PolicySet?, memo bytes: Int?) {
        let judging = policies.map { JudgingState(Reviewer(policies: $0)) }
        let state = NIOLockedValueBox((judging: judging, time: Date(timeIntervalSince1970: 1_800_000_000)))
        self.state = state
        memo = bytes.map { ReviewMemo(bytes: $0) }
        handler =
            AdmissionHandler(
                judging: { state.withLockedValue { $0.judging } }, metrics: metrics,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, decisions: lines.log(), memo: memo,
                now: { state.withLockedValue { $0.time } }
            ).handler
    }

    var policies: PolicySet? {
        get { state.withLockedValue { $0.judging?.reviewer.policies } }
        set { state.withLockedValue { $0.judging = newValue.map { JudgingState(Reviewer(policies: $0)) } } }
    }

    var time: Date {
        get { state.withLockedValue { $0.time } }
        set { state.withLockedValue { $0.time = newValue } }
    }

    var hits: UInt64 { memo?.hits ?? 0 }
    var memoBytes: Int { memo?.bytes ?? 0 }

    /// The samples of decisions and findings.
    var counted: [Substring] {
        metrics.text().split(separator: "\n").filter {
            $0.hasPrefix("pedigree_decisions_total") || $0.hasPrefix("pedigree_findings_total")
        }
    }

    func answer(_ body: [UInt8]) -> ReviewAnswer {
        handler.answer(ReviewCall(body: body, received: .now(), deadline: .distantFuture))
    }

    func isAllowed(_ body: String) throws -> Bool {
        let answer = answer(Array(body.utf8))
        let response = try #require(try JSONParser.parse(answer.body).root["response"])
        return response["allowed"]?.bool == true
    }
}

private let stage = "models:/fraud-detector/Production"

private func set(_ yaml: String) throws -> PolicySet {
    let documents = try YAMLParser.parse(yaml).map { PolicyDocument(file: "policy.yaml", root: $0.root) }
    return try #require(PolicyLint(documents).set)
}

private func policy(name: String, spec: String, actions: String = "[Deny]") -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: ModelProvenancePolicy
    metadata: {name: \(name)}
    spec: {match: {}, validationActions: \(actions), rules: {pinnedModel: \(spec)}}
    """
}

private func exception(expires: String) -> String {
    """
    apiVersion: pedigree.dev/v1alpha1
    kind: PolicyException
    metadata: {name: legacy}
    spec:
      policies: [production]
      match: {kind: InferenceService.serving.kserve.io, namespace: ml, name: fraud}
      rules: [pinnedModel]
      reason: moves in January
      owner: ml-platform
      ticket: ML-123
      expires: "\(expires)"
    ---

    """
}

private func review(uid: String, uri: String) -> String {
    #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"\#(uid)","#
        + #""kind":{"group":"serving.kserve.io","version":"v1beta1","kind":"InferenceService"},"#
        + #""resource":{"group":"serving.kserve.io","version":"v1beta1","resource":"inferenceservices"},"#
        + #""name":"fraud","namespace":"ml","operation":"CREATE","userInfo":{"username":"alice"},"#
        + #""object":{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","#
        + #""metadata":{"name":"fraud","namespace":"ml"},"spec":{"predictor":{"model":{"#
        + #""modelFormat":{"name":"sklearn"},"storageUri":"\#(uri)"}}}},"oldObject":null,"dryRun":false}}"#
}
