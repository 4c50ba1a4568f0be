import KubernetesModel
import PolicyEngine
import Reviewer
import Testing

@Suite("What comes back as it was")
struct RecreationTests {
    private let strict = policy(pinnedModel: "{allow: [pinned]}")

    private func cluster(_ uri: String, _ admission: ServedState.Admission = .allowed) throws -> Cluster {
        var cluster = Cluster()
        try cluster.hold(inferenceService(uri), uid: "i", as: admission)
        try cluster.delete("i")
        return cluster
    }

    @Test("a restore of what was live last is let in, and what would be refused today is drift")
    func restore() throws {
        let review = try reviewer(strict).review(
            request(inferenceService(stage)).with(cluster(stage)), at: time())
        #expect(review.verdict == .allowed)
        #expect(review.drift.map(\.code.rawValue) == ["pinnedModel.mutable"])
    }

    @Test("anything else under the same name is judged in full")
    func other() throws {
        let reviewer = try reviewer(strict)
        #expect(try reviewer.verdict(request(inferenceService(version47)).with(cluster(stage))) == .denied)
        #expect(try reviewer.verdict(request(inferenceService(stage)).with(Cluster())) == .denied)
    }

    @Test(
        "what was let in only by Warn, Audit or an exception has no claim to come back",
        arguments: [
            ServedState.Admission.tolerated, .denied, .child(ownerUID: "x"),
        ])
    func tolerated(admission: ServedState.Admission) throws {
        #expect(
            try reviewer(strict).verdict(request(inferenceService(stage)).with(cluster(stage, admission))) == .denied)
    }

    @Test("what an expired exception would have waived does not come back")
    func expired() throws {
        let both = strict + exception(expires: "2026-01-31")
        #expect(try reviewer(both).verdict(request(inferenceService(stage)).with(cluster(stage))) == .denied)
    }
}
