import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@Suite("Who writes, and what comes back")
struct WriterTests {
    private let deployer = """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {rules: {deployer: {serviceAccounts: ["argocd:argocd-application-controller"]}}}
        ---

        """
    private let argo = UserInfo(
        username: "system:serviceaccount:argocd:argocd-application-controller", groups: [])

    @Test("a manual edit of a model is refused, and the same edit by the GitOps controller is not")
    func edit() throws {
        let reviewer = try reviewer(deployer)
        let (old, new) = (try inferenceService(version47), try inferenceService(version48))
        let review = try reviewer.review(request(new, old: old), at: time())
        #expect(review.findings.map(\.code) == [.deployerNotAllowed])
        #expect(review.message.contains("\"alice@example.com\" may not change which model is served"))
        #expect(try reviewer.verdict(request(new, old: old, user: argo)) == .allowed)
        #expect(try reviewer.verdict(request(new, user: alice)) == .denied)
        #expect(try reviewer.verdict(request(new, user: argo)) == .allowed)
    }

    @Test("an update that leaves the model is anybody's, and is not drift either")
    func unchanged() throws {
        let reviewer = try reviewer(deployer)
        let old = try inferenceService(version47)
        for metadata in ["labels: {team: fraud}", "finalizers: [a/b]"] {
            let review = try reviewer.review(
                request(inferenceService(version47, metadata: metadata), old: old), at: time())
            #expect(review.verdict == .allowed && review.findings == [] && review.drift == [])
        }
        let changed = try inferenceService(
            version47, metadata: "annotations: {pedigree.dev/data-context: 'a=s3://b/v1/'}")
        #expect(try reviewer.verdict(request(changed, old: old)) == .denied)
    }

    @Test("an exception for the deployer ends without standing in the way of what changes no model")
    func exceptionEnds() throws {
        let yaml = deployer + exception(expires: "2026-11-30").replacing("[pinnedModel]", with: "[deployer]")
        let reviewer = try reviewer(yaml)
        let (old, new) = (try inferenceService(version47), try inferenceService(version48))
        #expect(try reviewer.verdict(request(new, old: old), at: "2026-11-30T12:00:00Z") == .allowed)
        #expect(try reviewer.verdict(request(new, old: old)) == .denied)
        let labelled = try inferenceService(version47, metadata: "labels: {team: fraud}")
        #expect(try reviewer.verdict(request(labelled, old: old)) == .allowed)
    }

    @Test("a share of the traffic that rises is a change, and by hand is refused")
    func canary() throws {
        let reviewer = try reviewer(deployer)
        let (ten, fifty) = (try inferenceService(version48, canary: 10), try inferenceService(version48, canary: 50))
        #expect(try reviewer.verdict(request(fifty, old: ten)) == .denied)
        #expect(try reviewer.verdict(request(ten, old: fifty)) == .allowed)
        #expect(try reviewer.verdict(request(fifty, old: ten, user: argo)) == .allowed)
    }

    @Test("a dry run warns, and check says that it knows no writer")
    func dryRunAndManifests() throws {
        let reviewer = try reviewer(deployer)
        var dry = try request(inferenceService(version48), old: inferenceService(version47))
        dry.isDryRun = true
        let review = try reviewer.review(dry, at: time())
        #expect(review.verdict == .allowed && review.findings.map(\.action) == [.warn])
        var manifest = try request(inferenceService(version48), isManifest: true)
        manifest.user = nil
        let checked = try reviewer.review(manifest, at: time())
        #expect(checked.verdict == .allowed && checked.notEvaluated.map(\.rule) == ["deployer"])
    }

    @Test("an object without models is nobody's business")
    func noModels() throws {
        let reviewer = try reviewer(deployer)
        let nginx = try object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: ml}
            spec: {containers: [{name: web, image: nginx}]}
            """)
        let review = try reviewer.review(request(nginx), at: time())
        #expect(review.verdict == .allowed && review.notEvaluated == [])
    }

    private let rollback = """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {rules: {rollback: {requireDataContext: true}}}
        ---

        """

    /// Version 47 was live with features v12, and version 48 with v13 is.
    private func record() throws -> ServingRecord {
        let workload = WorkloadIdentity(
            group: "serving.kserve.io", kind: "InferenceService", namespace: "ml", name: "fraud")
        func state(_ value: String, _ version: String, until: String?) throws -> ServedState {
            ServedState(
                workload: workload, uid: "u", models: [ServedModel(role: .model, value: value, pinning: "versioned")],
                context: DataContext(["features": "s3://corp/features/\(version)/"]), admission: .allowed,
                liveSince: try time("2026-01-01"), liveUntil: try until.map { try time($0) })
        }
        let states = [try state(version48, "v13", until: nil), try state(version47, "v12", until: "2026-10-01")]
        return ServingRecord(
            states: { .known($0 == workload ? states : []) }, statesOfModel: { _, _ in .known([]) },
            object: { _ in .known(nil) })
    }

    @Test("a rollback whose data has moved on is refused, and the complete edit is admitted")
    func rollbackWithContext() throws {
        let reviewer = try reviewer(rollback)
        func service(_ uri: String, _ features: String, canary: Int? = nil) throws -> Node {
            try inferenceService(
                uri, canary: canary,
                metadata: "annotations: {pedigree.dev/data-context: 'features=s3://corp/features/\(features)/'}")
        }
        func review(_ object: Node, old: Node?) throws -> Review {
            var request = try request(object, old: old)
            request.record = try record()
            return try reviewer.review(request, at: time())
        }
        let live = try service(version48, "v13")
        let refused = try review(service(version47, "v13"), old: live)
        #expect(refused.findings.map(\.code) == [.rollbackContextChanged])
        #expect(refused.message.contains("pedigree rollback fraud --namespace ml --to v47"))
        #expect(try review(service(version47, "v12"), old: live).findings == [])
        #expect(try review(service(version47, "v13"), old: nil).verdict == .denied, "deleted and created again")
        #expect(try review(service(version47, "v12"), old: nil).verdict == .allowed)
        // A canary is served, too.
        #expect(try review(service(version47, "v13", canary: 10), old: live).verdict == .denied)
        let canary = try service(version47, "v12", canary: 10)
        #expect(try review(service(version47, "v13", canary: 50), old: canary).verdict == .denied)
        #expect(try review(service(version47, "v12", canary: 50), old: canary).verdict == .allowed)
    }

    @Test("the image of KServe's transformer is context that the object itself shows")
    func transformer() throws {
        let service = try inferenceService(
            version47, spec: "  transformer: {containers: [{name: prep, image: 'registry.corp/prep:v3'}]}")
        let workload = try ReferenceFinder.find(in: service, context: FinderContext())
        #expect(DataContext(deployedBy: workload).entries == ["transformer": "registry.corp/prep:v3"])
    }
}
