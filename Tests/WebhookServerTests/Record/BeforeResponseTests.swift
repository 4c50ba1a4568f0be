import DecisionLog
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine
import Testing

@testable import WebhookServer

@Suite("Answers that wait for the log")
struct BeforeResponseTests {
    private let answers = NIOLockedValueBox<[ReviewAnswer]>([])

    private func ask(_ gate: RecordGate, _ review: String) throws -> Node? {
        let answers = answers
        return try gate.now(review) { answer in answers.withLockedValue { $0.append(answer) } }
    }

    private func given() throws -> [Node] { try answers.withLockedValue { $0 }.map(Texts.response) }

    @Test("the answer goes out once, and only when the decision is kept", arguments: [Texts.mutable, Texts.pinned])
    func waits(model: String) throws {
        let gate = try RecordGate(waitsForLog: true)
        #expect(try ask(gate, Texts.review(Texts.object("Deployment", model))) == nil)
        #expect(try given().isEmpty)
        #expect(!gate.metrics.text().contains("pedigree_decision_duration_seconds_count 1\n"))
        let done = try #require(gate.kept.first?.done)
        done(nil)
        let response = try given()
        #expect(response.map { $0["allowed"]?.bool } == [model == Texts.pinned])
        #expect(response.first?["uid"]?.string == "705ab4f5")
        #expect(gate.metrics.text().contains("pedigree_decision_duration_seconds_count 1\n"))
    }

    @Test("a decision that cannot be kept is none: 503, whatever it was", arguments: [Texts.mutable, Texts.pinned])
    func fails(model: String) throws {
        let gate = try RecordGate(waitsForLog: true)
        #expect(try ask(gate, Texts.review(Texts.object("Deployment", model))) == nil)
        let done = try #require(gate.kept.first?.done)
        done(LogFailure(.unavailable, "the disk is full"))
        let response = try #require(try given().first)
        #expect(try given().count == 1)
        #expect(response["allowed"]?.bool == false && response["status"]?["code"]?.int == 503)
        let message = try #require(response["status"]?["message"]?.string)
        #expect(message.contains("[record.unavailable]") && message.contains("the disk is full"))
        #expect(gate.metrics.text().contains(#"verdict="undecided""#))
        #expect(!gate.metrics.text().contains(#"verdict="allowed""#))
    }

    @Test("what bears on no model waits for nothing, and is kept all the same")
    func noModel() throws {
        let gate = try RecordGate(waitsForLog: true)
        let nginx = Texts.object("Deployment", "m").replacing(#""--model","m""#, with: #""-v""#)
            .replacing("vllm/vllm-openai:v0.10.0", with: "nginx:1.27")
        #expect(try ask(gate, Texts.review(nginx))?["allowed"]?.bool == true)
        #expect(gate.kept.count == 1 && gate.kept.allSatisfy { $0.done == nil })
    }

    @Test("what could not be decided waits for nothing, and is kept all the same")
    func undecided() throws {
        let gate = try RecordGate(waitsForLog: true)
        gate.cluster.fail("the log cannot be read")
        #expect(try ask(gate, Texts.child())?["status"]?["code"]?.int == 503)
        #expect(gate.kept.count == 1 && gate.kept.allSatisfy { $0.done == nil })
    }

    @Test("a dry run waits for nothing and is not kept")
    func dryRun() throws {
        let gate = try RecordGate(waitsForLog: true)
        #expect(try ask(gate, Texts.review(Texts.object("Deployment", Texts.pinned), isDryRun: true)) != nil)
        #expect(gate.kept.isEmpty)
    }

    @Test("after a look-up the answer still waits for the log")
    func lookedUp() throws {
        let owner = Texts.live("ReplicaSet", "web-1", uid: "rs-uid", .tolerated)
        let node = try Texts.node()
        let gate = try RecordGate(waitsForLog: true) { _, _, done in done(.found(owner, node)) }
        #expect(try ask(gate, Texts.child()) == nil)
        #expect(try given().isEmpty)
        let done = try #require(gate.kept.first?.done)
        done(nil)
        #expect(try given().map { $0["allowed"]?.bool } == [true])
    }
}
