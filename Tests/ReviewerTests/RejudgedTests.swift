import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("An object that is judged as it stands")
struct RejudgedTests {
    private func question(_ object: Node, record: ServingRecord? = nil) throws -> ReviewRequest {
        var request = try request(object)
        request.record = record
        return request
    }

    @Test("what comes back as it was last live is let in, and is judged like any other when it is judged again")
    func recreation() throws {
        let reviewer = try reviewer(policy())
        var cluster = Cluster()
        try cluster.hold(inferenceService(stage), uid: "a", as: .allowed)
        var again = try question(inferenceService(stage), record: cluster.record)
        let admitted = try reviewer.review(again, at: time())
        #expect(admitted.verdict == .allowed && admitted.drift.map(\.code) == [.mutable])
        again.isRejudged = true
        let rejudged = try reviewer.review(again, at: time())
        #expect(rejudged.verdict == .denied && rejudged.findings.map(\.code) == [.mutable])
        #expect(rejudged.drift == [] && rejudged.notJudged == nil)
    }

    @Test("an UPDATE that changes nothing is let through, and not when it is judged again")
    func unchanged() throws {
        let reviewer = try reviewer(policy())
        var update = try question(inferenceService(stage))
        update.operation = .update
        update.oldObject = try inferenceService(stage)
        #expect(try reviewer.review(update, at: time()).verdict == .allowed)
        update.isRejudged = true
        #expect(try reviewer.review(update, at: time()).verdict == .denied)
    }

    @Test("an item of a list need not say its kind, which its list has said; at admission it must")
    func listed() throws {
        let reviewer = try reviewer(policy())
        let item = try object(
            """
            metadata: {name: fraud, namespace: ml}
            spec: {containers: [{name: a, image: "vllm/vllm-openai:v0.10.0", args: [--model, org/model]}]}
            """)
        var request = ReviewRequest(
            object: item, gvk: GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespace: "ml", name: "fraud")
        #expect(throws: Undecided.self) { try reviewer.review(request, at: time()) }
        request.isRejudged = true
        let review = try reviewer.review(request, at: time())
        #expect(review.verdict == .denied)
        #expect(review.findings.map(\.path.description) == ["spec.containers[0].args[1]"])
        let other = try object("{apiVersion: apps/v1, kind: Deployment, metadata: {name: fraud, namespace: ml}}")
        request.object = other
        #expect(throws: Undecided.self) { try reviewer.review(request, at: time()) }
    }

    @Test("a record that keeps no history gives rules that ask for it no input, and no verdict of nobody's making")
    func noHistory() throws {
        let reviewer = try reviewer(
            """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec: {rules: {pinnedModel: {allow: [pinned, versioned]}, rollback: {requireDataContext: true}}}
            """)
        var record = ServingRecord(
            states: { _ in .unavailable("none") }, statesOfModel: { _, _ in .unavailable("none") },
            object: { _ in .known(nil) })
        #expect(throws: Undecided.self) {
            try reviewer.review(question(inferenceService(version47), record: record), at: time())
        }
        record.keepsHistory = false
        let review = try reviewer.review(question(inferenceService(version47), record: record), at: time())
        #expect(review.verdict == .allowed && review.notEvaluated.map(\.rule) == ["rollback"])
    }
}
