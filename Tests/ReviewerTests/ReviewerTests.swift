import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("Reviewer")
struct ReviewerTests {
    @Test("a model that can move is refused, with what, where, why and how to mend it; one version of it is admitted")
    func create() throws {
        let reviewer = try reviewer(policy())
        let refused = try reviewer.review(request(inferenceService(stage)), at: time())
        #expect(refused.verdict == .denied)
        #expect(refused.findings.map(\.code) == [.mutable])
        #expect(
            refused.message == """
                spec.predictor.model.storageUri: "models:/fraud-detector/Production" is an MLflow stage, which can \
                move; serve the artifact URI of one version, e.g. s3://BUCKET/fraud-detector/v47/ [pinnedModel.mutable]
                """)
        #expect(try reviewer.verdict(request(inferenceService(version47))) == .allowed)
    }

    @Test("an object without a model is let through, whatever the policies")
    func noModel() throws {
        let review = try reviewer(policy()).review(
            request(object("{apiVersion: v1, kind: Service, metadata: {name: web, namespace: ml}, spec: {ports: []}}")),
            at: time())
        #expect(review.verdict == .allowed)
        #expect(review.references == [])
    }

    @Test("an object that no policy is about is let through, and its references are still told")
    func noPolicy() throws {
        let review = try reviewer(policy(match: "{namespaces: ['*-prod']}")).review(
            request(inferenceService(stage)), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.policies == [])
        #expect(review.references.map(\.value) == [stage])
    }

    @Test(
        "a policy that warns or records refuses nothing and still says it",
        arguments: [("[Warn]", ValidationAction.warn), ("[Audit]", .audit), ("[Warn, Audit]", .warn)])
    func actions(actions: String, expected: ValidationAction) throws {
        let review = try reviewer(policy(actions: actions)).review(request(inferenceService(stage)), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.findings.map(\.action) == [expected])
        #expect(review.warningLines.count == (expected == .warn ? 1 : 0))
        #expect(review.message == "")
    }

    @Test("a dry run has the same verdict")
    func dryRun() throws {
        let reviewer = try reviewer(policy())
        for uri in [stage, version47] {
            var request = try request(inferenceService(uri))
            let verdict = try reviewer.verdict(request)
            request.isDryRun = true
            #expect(try reviewer.verdict(request) == verdict)
        }
    }

    @Test("deletions and connections are never judged")
    func deletion() throws {
        let old = try inferenceService(stage)
        let reviewer = try reviewer(policy())
        for operation in [ReviewRequest.Operation.delete, .connect] {
            let review = try reviewer.review(request(nil, old: old, operation: operation), at: time())
            #expect(review.verdict == .allowed)
            #expect(review.notJudged != nil)
            #expect(review.object.name == "fraud")
        }
    }

    @Test("an object's status and its scale are not judged; a subresource that changes what runs is")
    func subresources() throws {
        let reviewer = try reviewer(policy())
        let moved = try inferenceService(stage)
        for name in ["status", "scale", "eviction", "binding"] {
            let review = try reviewer.review(request(moved, subresource: name), at: time())
            #expect(review.verdict == .allowed)
            #expect(review.notJudged != nil, "\(name)")
        }
        #expect(try reviewer.verdict(request(moved, subresource: "ephemeralcontainers")) == .denied)
    }

    @Test("an update that leaves the model alone is allowed, and what would fail today is drift")
    func unchanged() throws {
        let review = try reviewer(policy()).review(
            request(
                inferenceService(stage, metadata: "labels: {team: risk}, finalizers: [a/b]"),
                old: inferenceService(stage)),
            at: time())
        #expect(review.verdict == .allowed)
        #expect(review.findings == [])
        #expect(review.drift.map(\.code) == [.mutable])
        #expect(review.notJudged == "the update changes nothing about the model")
    }

    @Test(
        "an update that changes what is served is judged in full",
        arguments: [
            "serviceAccountName: other", "containers: [{name: kserve-container, image: evil/server}]",
            "model: {storageUri: 'models:/fraud-detector/Staging', modelFormat: {name: sklearn}}",
        ])
    func changed(field: String) throws {
        let new = try object(
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: fraud, namespace: ml}
            spec:
              predictor:
                \(field)
                \(field.hasPrefix("model") ? "minReplicas: 1" : "model: {storageUri: '\(stage)', modelFormat: {name: sklearn}}")
            """)
        let review = try reviewer(policy()).review(request(new, old: inferenceService(stage)), at: time())
        #expect(review.verdict == .denied)
    }

    @Test("traffic that moves to a refused model is a change; taking it away is none")
    func traffic() throws {
        let reviewer = try reviewer(policy())
        func verdict(_ from: Int?, _ to: Int?, _ uri: String = stage) throws -> Verdict {
            try reviewer.verdict(
                request(inferenceService(uri, canary: to), old: inferenceService(uri, canary: from)))
        }
        #expect(try verdict(10, 50) == .denied)
        #expect(try verdict(0, 100) == .denied)
        #expect(try verdict(10, nil) == .denied)
        #expect(try verdict(50, 10) == .allowed)
        #expect(try verdict(10, 50, version47) == .allowed)
    }

    @Test("a Pedigree annotation that changes is a change of the model")
    func annotation() throws {
        let reviewer = try reviewer(policy())
        let before = try inferenceService(stage, metadata: "annotations: {pedigree.dev/data-context: 'a=b'}")
        let after = try inferenceService(stage, metadata: "annotations: {pedigree.dev/data-context: 'a=c'}")
        #expect(try reviewer.verdict(request(after, old: before)) == .denied)
        #expect(try reviewer.verdict(request(before, old: before)) == .allowed)
    }

    @Test("an object that is being deleted may lose its finalizer, and may not change its model behind it")
    func deleting() throws {
        let reviewer = try reviewer(policy())
        let deleting = "deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [a/b]"
        let old = try inferenceService(version47, metadata: deleting)
        let unchanged = try inferenceService(stage, metadata: deleting)
        #expect(
            try reviewer.verdict(
                request(inferenceService(stage, metadata: "deletionTimestamp: '2026-01-01T00:00:00Z'"), old: unchanged))
                == .allowed)
        #expect(try reviewer.verdict(request(inferenceService(stage, metadata: deleting), old: old)) == .denied)
        #expect(try reviewer.verdict(request(inferenceService(version48, metadata: deleting), old: old)) == .allowed)
        // A time of deletion that only the new object brings says nothing.
        #expect(
            try reviewer.verdict(request(inferenceService(stage, metadata: deleting), old: inferenceService(version47)))
                == .denied)
    }

    @Test("a deletion timestamp in a manifest means nothing")
    func deletingManifest() throws {
        let deleting = "deletionTimestamp: '2026-01-01T00:00:00Z'"
        let manifest = try inferenceService(stage, metadata: deleting)
        #expect(try reviewer(policy()).verdict(request(manifest, isManifest: true)) == .denied)
    }

    @Test("what an exception let in has no unchanged pass once the exception is over")
    func expiredException() throws {
        let reviewer = try reviewer(policy() + exception(expires: "2027-01-31"))
        let update = try request(
            inferenceService(stage, metadata: "labels: {team: risk}"), old: inferenceService(stage))
        #expect(try reviewer.verdict(update, at: "2027-01-31T12:00:00Z") == .allowed)
        #expect(try reviewer.verdict(update, at: "2027-02-01T00:00:00Z") == .denied)
        var byController = update
        byController.user = controller("generic-garbage-collector")
        #expect(try reviewer.verdict(byController, at: "2027-02-01T00:00:00Z") == .allowed)
        let mended = try request(inferenceService(version47), old: inferenceService(stage))
        #expect(try reviewer.verdict(mended, at: "2027-02-01T00:00:00Z") == .allowed)
    }

    @Test("a version of a known kind that nobody has read cannot be decided; a policy that only warns lets it through")
    func unknownVersion() throws {
        let future = try inferenceService(stage, version: "v9")
        #expect(try reviewer(policy()).undecided(request(future)) == .objectUnknownVersion)
        let warned = try reviewer(policy(actions: "[Warn]")).review(request(future), at: time())
        #expect(warned.verdict == .allowed)
        #expect(warned.notEvaluated.map(\.policy) == ["production"])
        #expect(try reviewer(policy(match: "{namespaces: [other]}")).verdict(request(future)) == .allowed)
        let labelled = try inferenceService(stage, version: "v9", metadata: "labels: {a: b}")
        #expect(try reviewer(policy()).verdict(request(labelled, old: future)) == .allowed)
    }

    @Test(
        "what is no Kubernetes object cannot be decided",
        arguments: [
            "[]", "text", "{kind: InferenceService}", "{apiVersion: serving.kserve.io/v1beta1}",
            "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, spec: text}",
            "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: []}",
            "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: {annotations: x}}",
            "{apiVersion: apps/v1, kind: Deployment, spec: {}}",
        ])
    func malformed(yaml: String) throws {
        let gvk = GroupVersionKind(group: "serving.kserve.io", version: "v1beta1", kind: "InferenceService")
        let request = ReviewRequest(object: try object(yaml), gvk: gvk, namespace: "ml")
        #expect(try reviewer(policy()).undecided(request) == .objectMalformed)
    }

    @Test("a request without an object cannot be decided")
    func noObject() throws {
        let gvk = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        for node in [nil, try object("{absent: null}")["absent"]] {
            #expect(try reviewer(policy()).undecided(ReviewRequest(object: node, gvk: gvk)) == .objectMalformed)
        }
    }

    @Test("a manifest without a namespace is judged by every policy whose kinds match")
    func unknownNamespace() throws {
        let reviewer = try reviewer(policy(match: "{namespaces: ['*-prod']}"))
        var manifest = try request(inferenceService(stage), namespace: nil, isManifest: true)
        manifest.namespaceIsUnknown = true
        #expect(try reviewer.verdict(manifest) == .denied)
        manifest.namespace = "ml"
        manifest.namespaceIsUnknown = false
        #expect(try reviewer.verdict(manifest) == .allowed)
    }

    @Test("time is the only clock: the same request has the same answer at the same time")
    func clock() throws {
        let reviewer = try reviewer(policy() + exception(expires: "2027-01-31"))
        let request = try request(inferenceService(stage))
        for (moment, verdict) in [("2020-01-01", Verdict.allowed), ("2027-01-30", .allowed), ("2027-02-01", .denied)] {
            #expect(try reviewer.verdict(request, at: moment) == verdict)
            #expect(try reviewer.verdict(request, at: moment) == verdict)
        }
    }

    @Test("every answer names the policy set that it was given by")
    func digest() throws {
        let reviewer = try reviewer(policy())
        let requests = [
            try request(inferenceService(stage)), try request(nil, old: inferenceService(stage), operation: .delete),
        ]
        for request in requests {
            #expect(try reviewer.review(request, at: time()).policyDigest == reviewer.policies.digest)
        }
    }
}
