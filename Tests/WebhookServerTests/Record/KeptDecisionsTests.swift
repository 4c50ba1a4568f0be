import KubernetesModel
import PolicyEngine
import Testing

@testable import WebhookServer

@Suite("Which decisions are kept")
struct KeptDecisionsTests {
    @Test("a refusal is kept as one, and what is let in as another")
    func verdicts() throws {
        let gate = try RecordGate()
        #expect(
            try gate.now(Texts.review(Texts.object("Deployment", Texts.mutable, uid: "d1")))?["allowed"]?.bool == false)
        #expect(
            try gate.now(Texts.review(Texts.object("Deployment", Texts.pinned, uid: "d2")))?["allowed"]?.bool == true)
        #expect(gate.kept.map(\.isDenial) == [true, false])
        #expect(gate.kept.map(\.decision.verdict) == ["denied", "allowed"])
        #expect(gate.kept.map(\.decision.uid) == ["d1", "d2"])
        #expect(gate.kept.map(\.decision.cluster) == ["east", "east"])
        // Nobody waits for it.
        #expect(gate.kept.allSatisfy { $0.done == nil })
    }

    @Test(
        "nothing is kept of dry runs, deletions, statuses and connections",
        arguments: [
            Texts.review(Texts.object("Deployment", Texts.mutable), isDryRun: true),
            Texts.review("null", old: Texts.object("Deployment", Texts.mutable), operation: "DELETE"),
            Texts.review(
                Texts.object("Deployment", Texts.mutable), old: Texts.object("Deployment", Texts.pinned),
                operation: "UPDATE", subresource: "status"),
            Texts.review("null", operation: "CONNECT", kind: "Pod", subresource: "exec"),
        ])
    func notKept(review: String) throws {
        let gate = try RecordGate()
        #expect(try gate.now(review) != nil)
        #expect(gate.kept.isEmpty && gate.passed.isEmpty)
    }

    @Test("an object that no policy is about and that serves no model is passed on by its uid alone")
    func irrelevant() throws {
        let gate = try RecordGate(Texts.policy().replacing("[ml]", with: "[other]"))
        let nginx = Texts.object("Deployment", "m", uid: "n1").replacing(#""--model","m""#, with: #""-v""#)
            .replacing("vllm/vllm-openai:v0.10.0", with: "nginx:1.27")
        #expect(try gate.now(Texts.review(nginx))?["allowed"]?.bool == true)
        #expect(gate.kept.isEmpty && gate.passed == ["n1"])
        // The same with a model is kept, though no policy is about it.
        #expect(
            try gate.now(Texts.review(Texts.object("Deployment", Texts.mutable, uid: "n2")))?["allowed"]?.bool == true)
        #expect(gate.kept.map(\.decision.uid) == ["n2"] && gate.passed == ["n1"])
        #expect(gate.kept.first?.decision.models.map(\.served.value) == ["org/model"])
    }

    @Test("an object without models that a policy is about is kept")
    func ofPolicy() throws {
        let gate = try RecordGate()
        let nginx = Texts.object("Deployment", "m", uid: "n1").replacing(#""--model","m""#, with: #""-v""#)
            .replacing("vllm/vllm-openai:v0.10.0", with: "nginx:1.27")
        #expect(try gate.now(Texts.review(nginx))?["allowed"]?.bool == true)
        #expect(gate.kept.map(\.decision.policies) == [["production"]] && gate.passed.isEmpty)
    }

    @Test("what could not be decided is kept with its code, and never as an admission")
    func undecided() throws {
        let gate = try RecordGate()
        gate.cluster.fail("the log cannot be read")
        let response = try #require(try gate.now(Texts.child()))
        #expect(response["status"]?["code"]?.int == 503)
        let kept = try #require(gate.kept.first)
        #expect(kept.isDenial && kept.decision.verdict == "undecided" && kept.decision.admission == nil)
        #expect(kept.decision.codes == ["record.unavailable"])
        #expect(kept.decision.message?.contains("the log cannot be read") == true)
    }

    @Test("an update that leaves the model stands as the object stood before")
    func before() throws {
        for stood in [ServedState.Admission.tolerated, .found, .denied, .allowed] {
            let gate = try RecordGate()
            gate.cluster.hold(Texts.live("Deployment", "web", uid: "d1", stood, model: Texts.mutable))
            let labelled = Texts.object(
                "Deployment", Texts.mutable, uid: "d1", metadata: #","labels":{"team":"fraud"}"#)
            let review = Texts.review(
                labelled, old: Texts.object("Deployment", Texts.mutable, uid: "d1"), operation: "UPDATE")
            #expect(try gate.now(review)?["allowed"]?.bool == true)
            #expect(gate.kept.map(\.decision.admission) == [stood])
            #expect(gate.kept.first?.decision.drift == ["pinnedModel.mutable"])
        }
    }

    @Test("without a log nothing is kept, and the answer is the same")
    func noLog() throws {
        let gate = try RecordGate(hasLog: false)
        #expect(try gate.now(Texts.review(Texts.object("Deployment", Texts.mutable)))?["allowed"]?.bool == false)
        #expect(try gate.now(Texts.review(Texts.object("Deployment", Texts.pinned)))?["allowed"]?.bool == true)
        #expect(gate.kept.isEmpty)
    }
}
