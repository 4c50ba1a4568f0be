import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("Ownership")
struct OwnershipTests {
    /// A pod whose annotation makes KServe download `uri`, as KServe's controllers and anybody else could write it.
    private func pod(_ uri: String, owner: String?, labels: String = "{}") throws -> Node {
        let reference = owner.map { "ownerReferences: [{\($0), uid: u, controller: true}]" } ?? "finalizers: []"
        return try object(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: fraud-abc-xyz
              namespace: ml
              labels: \(labels)
              annotations: {internal.serving.kserve.io/storage-initializer-sourceuri: "\(uri)"}
              \(reference)
            spec: {containers: [{name: kserve-container, image: kserve/sklearnserver}]}
            """)
    }

    private let replicaSet = "apiVersion: apps/v1, kind: ReplicaSet, name: fraud-abc"

    @Test("an ownerReference without a controller's account behind it excuses nobody")
    func forged() throws {
        let reviewer = try reviewer(policy() + exception(expires: "2027-01-31", kind: "Deployment.apps"))
        let pod = try pod(stage, owner: replicaSet)
        #expect(try reviewer.verdict(request(pod, user: alice)) == .denied)
        #expect(try reviewer.verdict(request(pod, user: controller("replicaset-controller"))) == .allowed)
    }

    @Test(
        "an exception for an object holds for what its controllers make of it, and for nothing of another name",
        arguments: [
            ("Deployment.apps", "fraud", "apiVersion: apps/v1, kind: ReplicaSet, name: fraud-abc", Verdict.allowed),
            ("Deployment.apps", "fraud", "apiVersion: apps/v1, kind: ReplicaSet, name: fraud-v2-abc", .denied),
            ("ReplicaSet.apps", "fraud-abc", "apiVersion: apps/v1, kind: ReplicaSet, name: fraud-abc", .allowed),
            ("StatefulSet.apps", "fraud", "apiVersion: apps/v1, kind: StatefulSet, name: fraud", .allowed),
            ("CronJob.batch", "fraud", "apiVersion: batch/v1, kind: Job, name: fraud-28391", .allowed),
            ("CronJob.batch", "fraud", "apiVersion: evil.io/v1, kind: Job, name: fraud-28391", .denied),
        ])
    func exceptions(kind: String, name: String, owner: String, expected: Verdict) throws {
        let reviewer = try reviewer(policy() + exception(expires: "2027-01-31", kind: kind, name: name))
        let request = try request(pod(stage, owner: owner), user: controller("replicaset-controller"))
        #expect(try reviewer.verdict(request) == expected)
    }

    @Test("an exception for an InferenceService holds for the pods that carry its label by a controller's hand")
    func label() throws {
        let reviewer = try reviewer(policy() + exception(expires: "2027-01-31"))
        let labelled = try pod(stage, owner: replicaSet, labels: "{serving.kserve.io/inferenceservice: fraud}")
        #expect(try reviewer.verdict(request(labelled, user: controller("replicaset-controller"))) == .allowed)
        #expect(try reviewer.verdict(request(labelled, user: alice)) == .denied)
        let other = try pod(stage, owner: replicaSet, labels: "{serving.kserve.io/inferenceservice: other}")
        #expect(try reviewer.verdict(request(other, user: controller("replicaset-controller"))) == .denied)
    }

    @Test("a controller of one's own counts where the settings name it")
    func ownController() throws {
        let named = """
            apiVersion: pedigree.dev/v1alpha1
            kind: PolicySettings
            metadata: {name: settings}
            spec: {controllers: ["ops:operator"]}
            ---

            """
        let pinnedOnly = policy(
            pinnedModel: "{allow: [pinned, versioned], sources: [{uri: 's3://a/', immutable: true}]}")
        let pod = try pod(version47, owner: replicaSet)
        let operatorUser = UserInfo(username: "system:serviceaccount:ops:operator", groups: [])
        #expect(try reviewer(pinnedOnly + named).verdict(request(pod, user: operatorUser)) == .allowed)
        #expect(try reviewer(pinnedOnly).verdict(request(pod, user: operatorUser)) == .denied)
        let pretender = UserInfo(username: "ops:operator", groups: [])
        #expect(try reviewer(pinnedOnly + named).verdict(request(pod, user: pretender)) == .denied)
    }

    @Test("a pod that asks KServe for a download by annotation is judged like any workload")
    func barePod() throws {
        let reviewer = try reviewer(policy())
        #expect(try reviewer.verdict(request(pod(stage, owner: nil))) == .denied)
        #expect(try reviewer.verdict(request(pod(version47, owner: nil))) == .allowed)
    }
}
