import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Requests of a real API server")
struct RecordedReviewTests {
    @Test(
        "what a controller creates refers to what its parent refers to", arguments: RecordedReview.all.filter(isChild))
    func children(_ child: RecordedReview) throws {
        guard let parent = RecordedReview.named(child.step), let object = parent.object, parent.subresource == nil,
            let gvk = ObjectIdentity(object)?.gvk
        else { return }
        let kind = try #require(WorkloadKind.find(group: gvk.group, kind: gvk.kind))
        #expect(Set(child.references.map(ChildReference.init)) == Set(parent.references.map(kind.derive)))
        // What is admitted above is admitted below: no child is pinned worse.
        let worst = { (references: [ModelReference]) in references.map(\.pinning.severity).max() ?? 0 }
        #expect(worst(child.references) <= worst(parent.references))
    }

    private static func isChild(_ review: RecordedReview) -> Bool {
        review.isByController && review.operation == "CREATE"
            && !["patch-deployment-replicas-only", "delete-pod-owned-by-replicaset"].contains(review.step)
    }

    @Test(
        "updates by controllers change nothing about the model",
        arguments: RecordedReview.all.filter { $0.isByController })
    func controllers(_ review: RecordedReview) {
        guard let isUnchanged = review.isUnchanged else { return }
        // A rollback or a rollout lets an older ReplicaSet begin again: that is judged like a creation.
        let begins = ["rollout-undo-deployment", "apply-rollback-deployment-v1"].contains(review.step)
        #expect(isUnchanged || begins)
    }

    @Test(
        "edits that leave the model alone are no change",
        arguments: [
            "label-inferenceservice", "annotate-inferenceservice", "noop-patch-inferenceservice",
            "add-finalizer-inferenceservice", "finalizer-removal-inferenceservice",
            "label-inferenceservice-while-deleting", "ssa-unchanged-inferenceservice", "label-deployment-only",
            "annotate-deployment-only", "pause-deployment", "patch-deployment-replicas-only",
            "rollout-restart-deployment", "patch-rayservice-label", "suspend-job",
        ])
    func unchanged(_ name: String) {
        guard let review = find(name) else { return }
        #expect(review.isUnchanged == true)
    }

    @Test(
        "edits of the model, its server or its traffic are changes",
        arguments: [
            "patch-inferenceservice-storageuri", "patch-inferenceservice-promote-canary", "patch-inferencegraph",
            "apply-update-inferenceservice-v2", "apply-rollback-inferenceservice-v1", "ssa-update-inferenceservice",
            "ssa-dryrun-inferenceservice", "patch-llminferenceservice-uri", "patch-seldondeployment-rollout",
            "patch-servingruntime-image", "patch-deployment-set-image", "patch-statefulset-image",
            "patch-daemonset-image",
            "patch-cronjob-args", "patch-pod-image", "setenv-deployment",
        ])
    func changed(_ name: String) {
        guard let review = find(name) else { return }
        #expect(review.isUnchanged == false)
    }

    /// Without the shared data there is nothing to compare, which `SharedData` has said already.
    private func find(_ name: String) -> RecordedReview? {
        let review = RecordedReview.named(name)
        #expect(review != nil || RecordedReview.all.isEmpty)
        return review
    }
}
