import Attestation
import Dispatch
import EvidenceStores
import EvidenceTesting
import Foundation
import KubernetesModel
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer
import Testing

@testable import WebhookServer

@Suite("Reviews that miss evidence", .timeLimit(.minutes(20)))
struct EvidenceLookupsTests {
    @Test("evidence that came after the last listing is fetched within the request")
    func fetches() async throws {
        let gate = try await RemoteGate()
        gate.shelf.attach(try gate.evaluation(), at: "eval.json", to: gate.model)
        let response = try await gate.response()
        #expect(response["allowed"]?.bool == true)
        #expect(gate.shelf.requests("find") == 1 && gate.counted("found"))
        // It is known from now on, whatever becomes of the store.
        gate.shelf.fail("evidence.test answered 503")
        #expect(try await gate.response()["allowed"]?.bool == true)
        #expect(gate.shelf.requests("find") == 1)
    }

    @Test("evidence that is not there is missing, and the store is not asked again at once")
    func missing() async throws {
        let gate = try await RemoteGate()
        let begin = ContinuousClock.now
        for _ in 0..<20 {
            let response = try await gate.response()
            #expect(response["status"]?["code"]?.int == 403)
            #expect(response["status"]?["message"]?.string?.contains("[evaluation.missing]") == true)
        }
        // On a machine that is slow enough its answer has grown old meanwhile.
        let windows = Int((ContinuousClock.now - begin) / EvidenceDesk.absence)
        let questions = gate.shelf.requests("find")
        #expect((1...1 + windows).contains(questions) && gate.counted("missing", questions))
    }

    @Test("evidence of a stranger is fetched and believed no more than before")
    func stranger() async throws {
        let gate = try await RemoteGate()
        gate.shelf.attach(try gate.evaluation(by: try Party("stranger")), at: "eval.json", to: gate.model)
        let message = try await gate.response()["status"]?["message"]?.string
        #expect(message?.contains("[evaluation.untrusted]") == true)
    }

    @Test("a store that hangs makes a review undecided at its deadline, and names the store; nobody else waits")
    func hangs() async throws {
        let gate = try await RemoteGate()
        gate.shelf.hang(true)
        defer { gate.shelf.hang(false) }
        let waiting = Task { try await gate.response(within: .seconds(2)) }
        // Whatever needs nothing of the store is answered on the spot, by the same thread.
        for _ in 0..<10 {
            let other = gate.handler.answer(gate.call(object: #"{"containers":[{"name":"web","image":"nginx:1.27"}]}"#))
            #expect(String(decoding: other.body, as: UTF8.self).contains(#""allowed":true"#))
        }
        let response = try await waiting.value
        #expect(response["allowed"]?.bool == false && response["status"]?["code"]?.int == 503)
        let message = try #require(response["status"]?["message"]?.string)
        #expect(message.contains("[evidence.unreachable]") && message.contains("remote"))
        #expect(gate.counted("unreachable"))
        let line = try #require(gate.lines.all.first { $0.contains("sources were asked") })
        #expect(line.hasPrefix("warning ") && line.contains("outcome=unreachable sources=remote uid=u-1"))
    }

    @Test("a deadline is kept while every thread that the process shares is busy")
    func busyProcess() async throws {
        let gate = try await RemoteGate()
        gate.shelf.hang(true)
        defer { gate.shelf.hang(false) }
        let isAnswered = DispatchSemaphore(value: 0)
        let count = 4 * ProcessInfo.processInfo.activeProcessorCount
        for _ in 0..<count { DispatchQueue.global().async { isAnswered.wait() } }
        let answer: ReviewAnswer = await withCheckedContinuation { continuation in
            let now = gate.handler.review(gate.call(object: gate.pod, within: .milliseconds(500))) { answer in
                // Nothing of the test runs before that either.
                for _ in 0..<count { isAnswered.signal() }
                continuation.resume(returning: answer)
            }
            #expect(now == nil)
        }
        #expect(String(decoding: answer.body, as: UTF8.self).contains("[evidence.unreachable]"))
    }

    @Test("a review that is answered is let go of, though its time is not over", arguments: [false, true])
    func letsGo(_ hangs: Bool) async throws {
        let gate = try await RemoteGate()
        gate.shelf.attach(try gate.evaluation(), at: "eval.json", to: gate.model)
        gate.shelf.hang(hangs)
        defer { gate.shelf.hang(false) }
        let kept = NIOLockedValueBox(Kept())
        let _: ReviewAnswer = await withCheckedContinuation { continuation in
            let review = Kept.Review(continuation)
            kept.withLockedValue { $0.review = review }
            // The one waits for the store until its time is over, the other has its answer long before.
            let call = gate.call(object: gate.pod, within: hangs ? .milliseconds(300) : .hours(1))
            #expect(gate.handler.review(call, review.answer) == nil)
        }
        for _ in 0..<2000 where kept.withLockedValue({ $0.review != nil }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(kept.withLockedValue { $0.review == nil })
    }

    /// Somebody who waits, seen without being kept.
    private struct Kept: Sendable {
        weak var review: Review?

        final class Review: Sendable {
            private let continuation: CheckedContinuation<ReviewAnswer, Never>

            init(_ continuation: CheckedContinuation<ReviewAnswer, Never>) { self.continuation = continuation }

            var answer: ReviewHandler.Later { { self.continuation.resume(returning: $0) } }
        }
    }

    @Test("a store that fails makes a review undecided, with its reason")
    func fails() async throws {
        let gate = try await RemoteGate()
        gate.shelf.fail("evidence.test answered 401: it asks for credentials, or for others")
        let response = try await gate.response()
        #expect(response["status"]?["code"]?.int == 503)
        #expect(response["status"]?["message"]?.string?.contains("answered 401") == true)
    }

    @Test("more reviews than may wait are answered with what is known")
    func bounded() async throws {
        let gate = try await RemoteGate(most: 1)
        gate.shelf.hang(true)
        let first = Task { try await gate.response(within: .seconds(30)) }
        while gate.shelf.requests("list") + gate.shelf.requests("find") < 2 {
            try await Task.sleep(for: .milliseconds(5))
        }
        let second = gate.handler.answer(gate.call(object: gate.pod))
        #expect(String(decoding: second.body, as: UTF8.self).contains("[evaluation.missing]"))
        #expect(gate.counted("refused"))
        gate.shelf.hang(false)
        #expect(try await first.value["status"]?["code"]?.int == 403)
    }
}

/// A handler whose policy asks for an evaluation that lies on the network.
private final class RemoteGate: Sendable {
    let shelf = RemoteShelf()
    let model = Digest(.sha256, hex: String(repeating: "b", count: 64))
    let handler: ReviewHandler
    let metrics = ServerMetrics()
    /// What is logged but decisions.
    let lines = Lines()
    private let runner: Party

    /// How many reviews that missed evidence came to this.
    func counted(_ outcome: String, _ count: Int = 1) -> Bool {
        metrics.text().contains("pedigree_evidence_lookups_total{outcome=\"\(outcome)\"} \(count)\n")
    }

    var pod: String { #"{"containers":[{"name":"m","image":"registry.corp.example/ml/fraud@\#(model)"}]}"# }

    init(most: Int = 256) async throws {
        runner = try Party("eval-runner")
        let set = try #require(PolicyLint(try Self.documents(runner)).set)
        let indexer = EvidenceIndexer(.inBackground)
        let shelf = shelf
        let newest: @Sendable () -> JudgingState? = {
            let outcome = indexer.look(at: [shelf], trustRoots: set.trustRoots)
            return JudgingState(Reviewer(policies: set, evidence: outcome.index), desk: indexer.desk)
        }
        while !indexer.look(at: [shelf], trustRoots: set.trustRoots).summary.isReady {
            try await Task.sleep(for: .milliseconds(5))
        }
        // What was just listed is not listed again: the subject alone is asked for.
        handler =
            AdmissionHandler(
                judging: newest, metrics: metrics, log: lines.logger,
                decisions: Lines().log(), memo: ReviewMemo(bytes: 1 << 20),
                lookups: EvidenceLookups(most: most, newest: newest), now: { Self.time }
            ).handler
    }

    private static let time = Date(timeIntervalSince1970: 1_795_262_400)

    func evaluation(by party: Party? = nil) throws -> [UInt8] {
        let subject = #"{"name":"fraud","digest":{"sha256":"\#(model.hex)"}}"#
        let statement = Statements.evaluation(subject: subject, metrics: [Statements.metric("f1_score", "0.95")])
        return try Envelope.sign(payload: Array(statement.utf8), with: (party ?? runner).key)
    }

    func call(object: String, within time: TimeAmount = .seconds(60)) -> ReviewCall {
        let review =
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","#
            + #""kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},"#
            + #""name":"p","namespace":"ml-prod","operation":"CREATE","userInfo":{"username":"alice"},"#
            + #""object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"ml-prod"},"spec":\#(object)},"#
            + #""oldObject":null,"dryRun":false}}"#
        return ReviewCall(body: Array(review.utf8), received: .now(), deadline: .now() + time)
    }

    /// The answer for a pod that serves the model, now or later.
    func response(within time: TimeAmount = .seconds(60)) async throws -> Node {
        let answer: ReviewAnswer = await withCheckedContinuation { continuation in
            let now = handler.review(call(object: pod, within: time)) { continuation.resume(returning: $0) }
            if let now { continuation.resume(returning: now) }
        }
        return try #require(try JSONParser.parse(answer.body).root["response"])
    }

    private static func documents(_ runner: Party) throws -> [PolicyDocument] {
        let yaml =
            runner.trustRoot() + """
                apiVersion: pedigree.dev/v1alpha1
                kind: EvidenceSource
                metadata: {name: remote}
                spec: {https: {url: "https://evidence.test/"}}
                ---
                apiVersion: pedigree.dev/v1alpha1
                kind: ModelProvenancePolicy
                metadata: {name: production}
                spec:
                  match: {}
                  rules:
                    pinnedModel:
                      modelImages: ["registry.corp.example/ml/*"]
                    evaluation:
                      signedBy: [eval-runner]
                      dataset: sha256:\(Statements.evalData)
                      model: ["registry.corp.example/ml/*", "**"]
                      metrics: [{name: f1_score, min: 0.9}]
                """
        return try YAMLParser.parse(yaml).map { PolicyDocument(file: "policy.yaml", root: $0.root) }
    }
}
