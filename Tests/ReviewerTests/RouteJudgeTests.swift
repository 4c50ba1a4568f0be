import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("Routes that shift traffic")
struct RouteJudgeTests {
    private let strict = policy(pinnedModel: "{allow: [pinned]}")

    private func route(_ a: Int, _ b: Int, namespace: String = "ml", other: String = "new") throws -> Node {
        try object(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: fraud, namespace: \(namespace)}
            spec:
              hosts: [fraud]
              http:
              - route:
                - {destination: {host: good.ml}, weight: \(a)}
                - {destination: {host: \(other).ml.svc.cluster.local}, weight: \(b)}
            """)
    }

    private func sought(_ name: String, namespace: String = "ml", subset: String? = nil) -> SoughtObject {
        var sought = SoughtObject(
            workload: WorkloadIdentity(group: "", kind: "Service", namespace: namespace, name: name), version: nil,
            uid: nil)
        sought.wants = .backends(subset: subset, from: subset == nil ? nil : "ml")
        return sought
    }

    private func deployment(_ name: String, _ uri: String, annotations: String = "{}") throws -> Node {
        try object(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: \(name), namespace: ml, annotations: \(annotations)}
            spec: {template: {spec: {containers: [{name: s, image: vllm/vllm-openai, args: [--model, "\(uri)"]}]}}}
            """)
    }

    private struct World {
        var cluster = Cluster()
        var answers: [SoughtObject: LookedUp] = [:]
    }

    /// Two Services, each with a Deployment behind it.
    private func world(_ good: ServedState.Admission, _ new: ServedState.Admission, uri: String = "org/model") throws
        -> World
    {
        var world = World()
        for (name, admission) in [("good", good), ("new", new)] {
            let node = try deployment(name, uri)
            try world.cluster.hold(node, uid: name, as: admission)
            let live = try #require(world.cluster.objects[name])
            world.answers[sought(name)] = .backends([LiveBackend(live: live, object: node)])
        }
        return world
    }

    private func review(
        _ policy: String, _ new: Node, old: Node? = nil, _ world: World
    ) throws -> Review {
        let namespace = new["metadata"]?["namespace"]?.string
        return try reviewer(policy).review(
            request(new, old: old, namespace: namespace).with(world.cluster, world.answers), at: time())
    }

    @Test("more traffic for what was let in by a warning, or was refused, is judged by what is in force today")
    func raised() throws {
        for admission in [ServedState.Admission.tolerated, .denied] {
            let world = try world(.allowed, admission)
            let review = try review(strict, route(50, 50), old: route(90, 10), world)
            #expect(review.verdict == .denied)
            #expect(review.findings.map(\.code.rawValue) == ["pinnedModel.mutable"])
            let finding = try #require(review.findings.first)
            #expect(finding.path.description == "spec.http[0].route[1].destination.host")
            #expect(finding.message.contains("Deployment.apps ml/new"))
            #expect(finding.message.contains("spec.template.spec.containers[0]"))
            #expect(review.object.gvk.kind == "VirtualService")
            #expect(review.admission == nil)
            // Its twins: less for it, and a policy that only warns.
            #expect(try self.review(strict, route(95, 5), old: route(90, 10), world).verdict == .allowed)
            let mild = try self.review(policy(actions: "[Warn]"), route(50, 50), old: route(90, 10), world)
            #expect(mild.verdict == .allowed)
        }
    }

    @Test("a route that is new gives all of them more")
    func created() throws {
        #expect(try review(strict, route(50, 50), world(.allowed, .tolerated)).verdict == .denied)
        #expect(try review(strict, route(50, 50), world(.tolerated, .allowed)).verdict == .denied)
        #expect(try review(strict, route(100, 0), world(.allowed, .tolerated)).verdict == .allowed)
    }

    @Test("what was let in with nothing against it gets more, though it would be refused today")
    func letIn() throws {
        for admission in [ServedState.Admission.allowed, .found] {
            let review = try review(strict, route(0, 100), old: route(100, 0), world(.allowed, admission))
            #expect(review.verdict == .allowed && review.findings.isEmpty)
            #expect(review.restsOnRecord)
        }
    }

    @Test("a child is let in as long as it has an owner")
    func children() throws {
        var world = try world(.allowed, .child(ownerUID: "good"))
        #expect(try review(strict, route(0, 100), old: route(100, 0), world).verdict == .denied)
        let node = try deployment("new", "org/model")
        try world.cluster.hold(node, uid: "new", as: .child(ownerUID: "good"), owner: "good")
        let live = try #require(world.cluster.objects["new"])
        world.answers[sought("new")] = .backends([LiveBackend(live: live, object: node)])
        #expect(try review(strict, route(0, 100), old: route(100, 0), world).verdict == .allowed)
    }

    @Test("what a pod repeats of its owner is said once, and each workload is named")
    func repeated() throws {
        var world = try world(.allowed, .tolerated)
        var backends: [LiveBackend] = []
        for (uid, owner) in [("new", nil), ("other", nil), ("pod", "new")] {
            let node = try deployment(uid, "org/model")
            try world.cluster.hold(node, uid: uid, as: .tolerated, owner: owner)
            backends.append(LiveBackend(live: try #require(world.cluster.objects[uid]), object: node))
        }
        world.answers[sought("new")] = .backends(backends)
        let messages = try review(strict, route(0, 100), old: route(100, 0), world).findings.map(\.message)
        #expect(messages.count == 2)
        #expect(messages.contains { $0.contains("ml/new") } && messages.contains { $0.contains("ml/other") })
    }

    @Test("a warning today is a warning of the route")
    func warned() throws {
        let mild = policy(actions: "[Warn]", pinnedModel: "{allow: [pinned]}")
        let review = try review(mild, route(0, 100), old: route(100, 0), world(.allowed, .tolerated))
        #expect(review.verdict == .allowed)
        #expect(review.findings.map(\.action) == [.warn])
        #expect(review.admission == .tolerated)
    }

    @Test("whom nobody knows is sought, one after the other")
    func unknown() throws {
        var world = try world(.allowed, .allowed)
        let answers = world.answers
        world.answers = [:]
        for name in ["good", "new"] {
            let error = #expect(throws: Undecided.self) { try review(strict, route(1, 1), world) }
            #expect(error?.soughtObject == sought(name))
            world.answers[sought(name)] = answers[sought(name)]
        }
        #expect(try review(strict, route(1, 1), world).verdict == .allowed)
    }

    @Test("a cluster that gives no answer refuses under Deny, and is noted under Warn")
    func unreachable() throws {
        var world = try world(.allowed, .allowed)
        world.answers[sought("new")] = .unreachable("timeout")
        let error = #expect(throws: Undecided.self) { try review(strict, route(1, 1), world) }
        #expect(error?.code == .recordUnavailable && error?.soughtObject == nil)
        let mild = try review(policy(actions: "[Warn]"), route(1, 1), world)
        #expect(mild.verdict == .allowed)
        #expect(mild.notEvaluated.map(\.policy) == ["production"])
    }

    @Test("what lies outside, is absent or selects nothing is not judged, and said")
    func elsewhere() throws {
        var world = try world(.allowed, .allowed)
        for answer in [LookedUp.absent, .leadsElsewhere("it is an ExternalName")] {
            world.answers[sought("new")] = answer
            let review = try review(strict, route(1, 1), world)
            #expect(review.verdict == .allowed)
            #expect(review.notEvaluated.count == 1)
        }
        let outside = try object(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: fraud, namespace: ml}
            spec: {http: [{route: [{destination: {host: api.openai.com}}]}]}
            """)
        let review = try review(strict, outside, world)
        #expect(review.verdict == .allowed)
        #expect(review.notEvaluated.map(\.reason).first?.contains("api.openai.com") == true)
    }

    @Test("the policies of the workload's namespace decide, wherever the route lies")
    func namespaces() throws {
        let world = try world(.allowed, .denied)
        let there = policy(match: "{namespaces: [ml]}", pinnedModel: "{allow: [pinned]}")
        #expect(try review(there, route(1, 1, namespace: "gateways"), world).verdict == .denied)
        // No policy there: nobody is asked for, so that an empty world does.
        let other = policy(match: "{namespaces: [gateways]}", pinnedModel: "{allow: [pinned]}")
        let review = try review(other, route(1, 1, namespace: "gateways"), World())
        #expect(review.verdict == .allowed && review.soughtObject == nil)
    }

    @Test("an exception for the workload holds for the traffic that it gets")
    func exceptions() throws {
        let waived = strict + exception(expires: "2027-01-01", kind: "Deployment.apps", name: "new")
        let review = try review(waived, route(1, 1), world(.allowed, .tolerated))
        #expect(review.verdict == .allowed)
        #expect(review.exceptions == ["legacy"])
        #expect(
            try self.review(
                strict + exception(expires: "2026-11-01", kind: "Deployment.apps", name: "new"), route(1, 1),
                world(.allowed, .tolerated)
            ).verdict == .denied)
    }

    @Test("without a record nothing of a route is judged, and the answer says so")
    func noRecord() throws {
        let review = try reviewer(strict).review(request(route(1, 1)), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.notJudged?.contains("record") == true)
    }

    @Test("more Services than are looked up are refused, and as many as are looked up are not")
    func bounded() throws {
        func many(_ count: Int) throws -> (Node, World) {
            var world = World()
            let references = (0..<count).map { "{name: s\($0)}" }.joined(separator: ", ")
            for index in 0..<count { world.answers[sought("s\(index)")] = .backends([]) }
            let route = try object(
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: ml}
                spec: {rules: [{backendRefs: [\(references)]}]}
                """)
            return (route, world)
        }
        let (most, known) = try many(50)
        #expect(try review(strict, most, known).verdict == .allowed)
        let (more, all) = try many(51)
        let error = #expect(throws: Undecided.self) { try review(strict, more, all) }
        #expect(error?.message.contains("51") == true)
        #expect(try review(policy(actions: "[Warn]"), more, all).notEvaluated.isEmpty == false)
    }

    @Test("a subset is sought as itself")
    func subsets() throws {
        let subset = try object(
            """
            apiVersion: networking.istio.io/v1beta1
            kind: VirtualService
            metadata: {name: fraud, namespace: ml}
            spec: {http: [{route: [{destination: {host: good, subset: v2}}]}]}
            """)
        let error = #expect(throws: Undecided.self) { try review(strict, subset, World()) }
        #expect(error?.soughtObject == sought("good", subset: "v2"))
    }

    // MARK: Rollback

    private let context = """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {match: {}, validationActions: [Deny], rules: {rollback: {requireDataContext: true, onUnknown: Deny}}}
        ---

        """

    private func versions(_ good: String, _ new: String) throws -> World {
        var world = World()
        for (name, uri) in [("good", good), ("new", new)] {
            let node = try deployment(name, uri)
            try world.cluster.hold(node, uid: name, as: .allowed)
            let live = try #require(world.cluster.objects[name])
            world.answers[sought(name)] = .backends([LiveBackend(live: live, object: node)])
        }
        return world
    }

    @Test("traffic that goes back to an earlier version asks for that version's data context")
    func rollback() throws {
        let review = try review(
            context, route(0, 100), old: route(100, 0), versions(version48, version47))
        #expect(review.verdict == .denied)
        #expect(review.findings.map(\.code.rawValue) == ["rollback.contextUnknown"])
        #expect(review.findings.first?.path.description == "spec.http[0].route[1].destination.host")
        // Forward, the same version, and another model are no rollback.
        for (good, new) in [(version47, version48), (version48, version48), (version48, "s3://b/other/v1/")] {
            let review = try self.review(context, route(0, 100), old: route(100, 0), versions(good, new))
            #expect(review.verdict == .allowed, "\(good) -> \(new): \(review.findings)")
        }
    }
}
