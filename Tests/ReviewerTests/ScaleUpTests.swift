import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("/scale")
struct ScaleUpTests {
    private let strict = policy(pinnedModel: "{allow: [pinned]}")

    private func deployment(_ uri: String = "org/model") throws -> Node {
        try object(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: fraud, namespace: ml}
            spec: {replicas: 0, template: {spec: {containers: [{name: s, image: vllm/vllm-openai, args: [--model, "\(uri)"]}]}}}
            """)
    }

    private func scale(_ old: Int?, _ new: Int, resource: String = "deployments") throws -> ReviewRequest {
        func scale(_ replicas: Int?) throws -> Node {
            try object(
                """
                apiVersion: autoscaling/v1
                kind: Scale
                metadata: {name: fraud, namespace: ml}
                spec: {\(replicas.map { "replicas: \($0)" } ?? "")}
                """)
        }
        var request = try request(scale(new), old: scale(old), subresource: "scale")
        request.resource = resource
        request.resourceGroup = "apps"
        return request
    }

    private func cluster(_ admission: ServedState.Admission) throws -> Cluster {
        var cluster = Cluster()
        try cluster.hold(deployment(), uid: "d", as: admission)
        return cluster
    }

    private let sought = SoughtObject(
        workload: WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml", name: "fraud"), version: nil,
        uid: nil)

    private func answer(_ cluster: Cluster, _ uri: String = "org/model") throws -> [SoughtObject: LookedUp] {
        [sought: .found(try #require(cluster.objects["d"]), try deployment(uri))]
    }

    @Test("from 0 to n is refused where the verdict on what is scaled is a denial", arguments: [0, nil])
    func refused(old: Int?) throws {
        for admission in [ServedState.Admission.tolerated, .denied] {
            let cluster = try cluster(admission)
            let error = #expect(throws: Undecided.self) {
                try reviewer(strict).verdict(scale(old, 1).with(cluster))
            }
            #expect(error?.soughtObject == sought)
            let review = try reviewer(strict).review(
                scale(old, 1).with(cluster, answer(cluster)), at: time())
            #expect(review.verdict == .denied)
            #expect(review.findings.map(\.code.rawValue) == ["pinnedModel.mutable"])
            #expect(review.object.gvk.kind == "Scale")
            // Its twin: the policy that let it in still does.
            let mild = try reviewer(policy(actions: "[Warn]"))
            #expect(try mild.verdict(scale(old, 1).with(cluster, answer(cluster))) == .allowed)
        }
    }

    @Test("from 0 to n of what was let in with nothing against it is let in, though it would be refused today")
    func letIn() throws {
        for admission in [ServedState.Admission.allowed, .found, .child(ownerUID: "x")] {
            let review = try reviewer(strict).review(scale(0, 1).with(cluster(admission)), at: time())
            #expect(review.verdict == .allowed)
            #expect(review.soughtObject == nil)
        }
    }

    @Test("who scales is no deployer")
    func scaler() throws {
        let deployer = """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec: {rules: {pinnedModel: {}, deployer: {serviceAccounts: ["argocd:argocd-application-controller"]}}}
            ---

            """
        var cluster = Cluster()
        let pinned = "org/model\", \"--revision\", \"\(String(repeating: "a", count: 40))"
        try cluster.hold(deployment(pinned), uid: "d", as: .tolerated)
        let reviewer = try reviewer(deployer)
        #expect(try reviewer.verdict(scale(0, 1).with(cluster, answer(cluster, pinned))) == .allowed)
        #expect(try reviewer.verdict(request(deployment(pinned)).with(cluster)) == .denied)
    }

    @Test("from n to m is never judged", arguments: [(1, 2), (3, 1), (2, 0)])
    func autoscaler(old: Int, new: Int) throws {
        let review = try reviewer(strict).review(scale(old, new).with(cluster(.denied)), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.notJudged != nil)
    }

    @Test("what nobody knows is sought, and let in where the cluster holds no such object")
    func unknown() throws {
        #expect(throws: Undecided.self) { try reviewer(strict).verdict(scale(0, 1).with(Cluster())) }
        #expect(try reviewer(strict).verdict(scale(0, 1).with(Cluster(), [sought: .absent])) == .allowed)
    }

    @Test("where nobody can be asked, nothing is decided")
    func unreachable() throws {
        let error = #expect(throws: Undecided.self) {
            try reviewer(strict).verdict(scale(0, 1).with(Cluster(), [sought: .unreachable("timeout")]))
        }
        #expect(error?.code == .recordUnavailable)
        var broken = try cluster(.allowed)
        broken.failure = "no database"
        #expect(throws: Undecided.self) { try reviewer(strict).verdict(scale(0, 1).with(broken)) }
    }

    @Test("a kind that refers to no models, and a webhook without a record, judge no scale")
    func others() throws {
        #expect(try reviewer(strict).verdict(scale(0, 1, resource: "widgets").with(Cluster())) == .allowed)
        #expect(try reviewer(strict).verdict(scale(0, 1)) == .allowed)
    }
}
