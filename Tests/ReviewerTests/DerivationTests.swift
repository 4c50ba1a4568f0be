import KubernetesModel
import PolicyEngine
import Reviewer
import Testing

@Suite("Derivation")
struct DerivationTests {
    /// A pod as KServe makes it for a model that a LocalModelCache holds.
    private func pod(source: String, claim: String = "fraud-cache", served: String = "fraud-cache") throws -> Node {
        try object(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: fraud-predictor-abc-xyz
              namespace: ml
              annotations:
                internal.serving.kserve.io/storage-initializer-sourceuri: "pvc://\(served)/models/fraud"
                internal.serving.kserve.io/localmodel-sourceuri: "\(source)"
                internal.serving.kserve.io/localmodel-pvc-name: "\(claim)"
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: fraud-predictor-abc, uid: u, controller: true}]
            spec: {containers: [{name: kserve-container, image: kserve/sklearnserver}]}
            """)
    }

    private let commit = "hf://acme/fraud:27dcfa74d334bc871f3234de431e71c6eeba5dd6"
    private let replicaSets = controller("replicaset-controller")

    @Test("a pod that serves a pinned model from a cache's volume is what its owner asked for")
    func cached() throws {
        let reviewer = try reviewer(policy())
        let review = try reviewer.review(request(pod(source: commit), user: replicaSets), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.drift.map(\.code) == [.mutable])
        #expect(try reviewer.verdict(request(pod(source: "hf://acme/fraud"), user: replicaSets)) == .denied)
    }

    @Test("a volume of another claim follows from nothing")
    func otherVolume() throws {
        let reviewer = try reviewer(policy())
        for served in ["evil", "fraud-cache-evil"] {
            #expect(try reviewer.verdict(request(pod(source: commit, served: served), user: replicaSets)) == .denied)
        }
    }

    @Test("annotations of a cache that no controller wrote upgrade nothing")
    func forged() throws {
        #expect(try reviewer(policy()).verdict(request(pod(source: commit), user: alice)) == .denied)
    }
}
