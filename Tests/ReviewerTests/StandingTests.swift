import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("Children of what is live")
struct StandingTests {
    /// Nothing but digests is let in any more: what runs was let in before.
    private let strict = policy(pinnedModel: "{allow: [pinned]}")

    private func workload(_ kind: String, _ name: String, _ uri: String, owner: String? = nil) throws -> Node {
        let owners = owner.map { ", ownerReferences: [{\($0), controller: true}]" } ?? ""
        let template = "{containers: [{name: server, image: vllm/vllm-openai, args: [--model, \"\(uri)\"]}]}"
        let spec = kind == "Pod" ? template : "{template: {spec: \(template)}}"
        return try object(
            """
            apiVersion: \(kind == "Pod" ? "v1" : "apps/v1")
            kind: \(kind)
            metadata: {name: \(name), namespace: ml\(owners)}
            spec: \(spec)
            """)
    }

    private let deployment = "apiVersion: apps/v1, kind: Deployment, name: fraud, uid: d"
    private let replicaSet = "apiVersion: apps/v1, kind: ReplicaSet, name: fraud-abc, uid: r"

    /// A Deployment that was let in, with its ReplicaSet.
    private func cluster(_ admission: ServedState.Admission = .allowed) throws -> Cluster {
        var cluster = Cluster()
        try cluster.hold(workload("Deployment", "fraud", "org/model"), uid: "d", as: admission)
        try cluster.hold(
            workload("ReplicaSet", "fraud-abc", "org/model", owner: deployment), uid: "r", as: .child(ownerUID: "d"),
            owner: "d")
        return cluster
    }

    private func pod(_ uri: String = "org/model", user: UserInfo = controller("replicaset-controller")) throws
        -> ReviewRequest
    {
        try request(workload("Pod", "fraud-abc-xyz", uri, owner: replicaSet), user: user)
    }

    @Test("a pod of what was let in is let in after the policies have changed, and what they say is drift")
    func drain() throws {
        let review = try reviewer(strict).review(pod().with(cluster()), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.drift.map(\.code.rawValue) == ["pinnedModel.mutable"])
        #expect(review.admission == .child(ownerUID: "r"))
    }

    @Test(
        "a child stands as its owner does",
        arguments: [
            (ServedState.Admission.allowed, Verdict.allowed), (.tolerated, .allowed), (.found, .allowed),
            (.denied, .denied),
        ])
    func owners(admission: ServedState.Admission, expected: Verdict) throws {
        let reviewer = try reviewer(strict)
        #expect(try reviewer.verdict(pod().with(cluster(admission))) == expected)
    }

    @Test("the pods of an orphaned ReplicaSet are judged by themselves")
    func orphan() throws {
        var cluster = try cluster()
        cluster.orphan("r")
        #expect(try reviewer(strict).verdict(pod().with(cluster)) == .denied)
        #expect(try reviewer(policy(actions: "[Warn]")).verdict(pod().with(cluster)) == .allowed)
    }

    @Test("the pods of a ReplicaSet whose Deployment is gone are judged by themselves, and the Deployment is sought")
    func ownerGone() throws {
        var cluster = try cluster()
        try cluster.delete("d")
        let review = try reviewer(strict).review(pod().with(cluster), at: time())
        #expect(review.verdict == .denied)
        #expect(review.soughtObject?.uid == "d")
        let sought = try #require(review.soughtObject)
        let last = try reviewer(strict).review(pod().with(cluster, [sought: .absent]), at: time())
        #expect(last.verdict == .denied)
        #expect(last.soughtObject == nil)
    }

    @Test("an owner by name alone, with another uid, excuses nobody")
    func otherUID() throws {
        let forged = "apiVersion: apps/v1, kind: ReplicaSet, name: fraud-abc, uid: x"
        let pod = try workload("Pod", "fraud-abc-xyz", "org/model", owner: forged)
        let review = try reviewer(strict).review(
            request(pod, user: controller("replicaset-controller")).with(cluster()), at: time())
        #expect(review.verdict == .denied)
        #expect(review.soughtObject?.uid == "x")
    }

    @Test("an ownerReference that a user writes excuses nobody, whatever is live")
    func user() throws {
        #expect(try reviewer(strict).verdict(pod(user: alice).with(cluster())) == .denied)
    }

    @Test("a child with a reference that its owner does not have is judged by itself, once the cluster says the same")
    func otherModel() throws {
        let reviewer = try reviewer(strict)
        let first = try reviewer.review(pod("org/other").with(cluster()), at: time())
        #expect(first.verdict == .denied)
        let sought = try #require(first.soughtObject)
        let live = try #require(cluster().objects["r"])
        let answer = LookedUp.found(live, try workload("ReplicaSet", "fraud-abc", "org/model"))
        let second = try reviewer.review(pod("org/other").with(cluster(), [sought: answer]), at: time())
        #expect(second.verdict == .denied)
        #expect(second.soughtObject == nil)
    }

    @Test("an owner that changed a moment ago is believed as the cluster holds it now")
    func lag() throws {
        var later = try cluster()
        try later.hold(
            workload("ReplicaSet", "fraud-abc", "org/next", owner: deployment), uid: "r", as: .child(ownerUID: "d"),
            owner: "d")
        let first = try reviewer(strict).review(pod("org/next").with(cluster()), at: time())
        let sought = try #require(first.soughtObject)
        let answer = LookedUp.found(
            try #require(later.objects["r"]), try workload("ReplicaSet", "fraud-abc", "org/next"))
        #expect(try reviewer(strict).verdict(pod("org/next").with(cluster(), [sought: answer])) == .allowed)
    }

    @Test("where neither record nor cluster can be asked, what would be refused is not decided")
    func unavailable() throws {
        var cluster = try cluster()
        cluster.failure = "the database does not answer"
        let error = #expect(throws: Undecided.self) { try reviewer(strict).verdict(pod().with(cluster)) }
        #expect(error?.code == .recordUnavailable)
        #expect(error?.message.contains("the database does not answer") == true)
        // Its twin: what nobody would refuse needs no record.
        #expect(try reviewer(policy(actions: "[Warn]")).verdict(pod().with(cluster)) == .allowed)
    }

    @Test("without a record a controller's children are judged for their pinning")
    func noRecord() throws {
        let reviewer = try reviewer(strict)
        #expect(try reviewer.verdict(pod()) == .denied)
        #expect(try reviewer.verdict(pod("s3://b/m/v1/")) == .denied)
    }

    @Test("KServe's Deployment follows from the InferenceService that it writes it for, modelcars included")
    func kserve() throws {
        let digest = String(repeating: "a", count: 64)
        var cluster = Cluster()
        try cluster.hold(inferenceService("oci://registry.corp/ml/fraud:v3"), uid: "i", as: .allowed)
        let owner = "apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, name: fraud, uid: i"
        let kserve = UserInfo(username: "system:serviceaccount:kserve:kserve-controller-manager", groups: [])
        func deployment(_ image: String) throws -> Node {
            try object(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: fraud-predictor, namespace: ml, ownerReferences: [{\(owner), controller: true}]}
                spec:
                  template:
                    spec:
                      containers:
                        - {name: server, image: kserve/sklearnserver, volumeMounts: [{name: m, mountPath: /mnt/models}]}
                      volumes: [{name: m, image: {reference: "\(image)"}}]
                """)
        }
        let reviewer = try reviewer(strict)
        let own = try request(deployment("registry.corp/ml/fraud:v3"), user: kserve).with(cluster)
        #expect(try reviewer.verdict(own) == .allowed)
        let other = try request(deployment("registry.corp/ml/other:v3"), user: kserve).with(cluster)
        #expect(try reviewer.verdict(other) == .denied)
        let pinned = try request(deployment("registry.corp/ml/other@sha256:\(digest)"), user: kserve).with(cluster)
        #expect(try reviewer.verdict(pinned) == .allowed)
    }
}
