import KubernetesModel
import PolicyEngine
import Reviewer
import Testing

/// What the controllers of a real cluster wrote, each judged with its owner live as it was recorded.
@Suite("Recorded children", .enabled(if: Recorded.isPresent))
struct RecordedChildrenTests {
    /// A recorded state of an object.
    private struct Write {
        let object: Node
        let uid: String
        let owner: String?

        init?(_ request: ReviewRequest) {
            guard request.operation == .create || request.operation == .update, request.subresource == nil,
                let object = request.object, let uid = object[path: "metadata", "uid"]?.string
            else { return nil }
            self.object = object
            self.uid = uid
            owner = object["metadata"]?["ownerReferences"]?.elements.first { _ in true }?["uid"]?.string
        }
    }

    @Test("every ReplicaSet and Pod that a controller made follows from a state of its owner, and from no stranger")
    func controllers() throws {
        // Nothing but digests is let in, and all that runs was let in before.
        let reviewer = try reviewer(policy(pinnedModel: "{allow: [pinned], unreferenced: Deny}"))
        let recorded = try Recorded.all()
        let writes = Dictionary(grouping: recorded.values.compactMap(Write.init), by: \.uid)
        var excused = 0
        for (file, request) in recorded where request.operation == .create {
            guard request.user?.username.hasSuffix("-controller") == true, let child = Write(request),
                let owner = child.owner, let states = writes[owner]
            else { continue }
            let admitted = try states.contains { state in
                var cluster = Cluster()
                if let above = state.owner, let top = writes[above]?.first {
                    try cluster.hold(top.object, uid: top.uid, as: .allowed)
                    try cluster.hold(state.object, uid: owner, as: .child(ownerUID: above), owner: above)
                } else {
                    try cluster.hold(state.object, uid: owner, as: .allowed)
                }
                let review = try reviewer.review(request.with(cluster), at: time())
                return review.verdict == .allowed && review.admission == .child(ownerUID: owner)
            }
            #expect(admitted, "\(file)")
            if admitted { excused += 1 }
        }
        #expect(excused >= 15)
    }
}
