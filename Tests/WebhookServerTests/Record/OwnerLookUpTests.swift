import DecisionLog
import Foundation
import KubernetesModel
import NIOConcurrencyHelpers
import NIOCore
import PolicyEngine
import Reviewer
import Testing

@testable import WebhookServer

@Suite("Owners that the record does not know", .timeLimit(.minutes(1)))
struct OwnerLookUpTests {
    private static let replicaSet = Texts.live(
        "ReplicaSet", "web-1", uid: "rs-uid", .child(ownerUID: "dep-uid"), owner: Texts.deploymentOwner)

    private func found(_ object: LiveObject) throws -> LookedUp { .found(object, try Texts.node()) }

    @Test("the cluster is asked for the owner, and then for the owner's owner")
    func rounds() async throws {
        let answers = try [
            "rs-uid": found(Self.replicaSet),
            "dep-uid": found(Texts.live("Deployment", "web", uid: "dep-uid", .tolerated)),
        ]
        let gate = try RecordGate { sought, _, done in
            DispatchQueue.global().async { done(answers[sought.uid ?? ""] ?? .absent) }
        }
        let response = try await gate.response(Texts.child())
        #expect(response["allowed"]?.bool == true)
        #expect(gate.asked.map(\.uid) == ["rs-uid", "dep-uid"])
        #expect(gate.asked.map(\.workload.kind) == ["ReplicaSet", "Deployment"])
        #expect(gate.kept.map(\.decision.admission) == [.child(ownerUID: "rs-uid")])
        #expect(gate.kept.map(\.decision.ownerUID) == ["rs-uid"])
    }

    @Test("an owner that was refused, and one whose own owner is gone, excuse nobody", arguments: [true, false])
    func refused(isGone: Bool) async throws {
        let answers = try [
            "rs-uid": found(Self.replicaSet),
            "dep-uid": isGone ? .absent : found(Texts.live("Deployment", "web", uid: "dep-uid", .denied)),
        ]
        let gate = try RecordGate { sought, _, done in done(answers[sought.uid ?? ""] ?? .absent) }
        let response = try await gate.response(Texts.child())
        #expect(response["status"]?["code"]?.int == 403)
        #expect(gate.kept.map(\.decision.verdict) == ["denied"])
    }

    @Test("an owner that the cluster does not hold excuses nobody; the same pod pinned is let in without a question")
    func absent() async throws {
        let gate = try RecordGate { _, _, done in done(.absent) }
        let response = try await gate.response(Texts.child())
        #expect(response["status"]?["code"]?.int == 403)
        #expect(response["status"]?["message"]?.string?.contains("pinnedModel.mutable") == true)
        #expect(gate.asked.count == 1)
        #expect(try await gate.response(Texts.child(Texts.pinned))["allowed"]?.bool == true)
        #expect(gate.asked.count == 1)
    }

    @Test("a cluster that gives no answer leaves it undecided, and says why")
    func unreachable() async throws {
        let gate = try RecordGate { _, _, done in done(.unreachable("10.0.0.1:6443: no answer")) }
        let response = try await gate.response(Texts.child())
        #expect(response["allowed"]?.bool == false && response["status"]?["code"]?.int == 503)
        let message = try #require(response["status"]?["message"]?.string)
        #expect(message.contains("[record.unavailable]") && message.contains("10.0.0.1:6443: no answer"))
        #expect(gate.kept.map(\.decision.verdict) == ["undecided"])
    }

    @Test("the deadline of the review is the deadline of the question")
    func deadline() async throws {
        let given = NIOLockedValueBox<NIODeadline?>(nil)
        let gate = try RecordGate { _, deadline, done in
            given.withLockedValue { $0 = deadline }
            done(.absent)
        }
        let before = NIODeadline.now()
        _ = try await gate.response(Texts.child(), within: .seconds(7))
        let left = try #require(given.withLockedValue { $0 }) - before
        #expect(left > .seconds(6) && left < .seconds(8))
    }

    @Test("an answer that comes after the deadline is kept as what was told: nothing was decided")
    func late() async throws {
        let answer = try found(Texts.live("ReplicaSet", "web-1", uid: "rs-uid", .tolerated))
        let gate = try RecordGate { _, deadline, done in
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { done(answer) }
        }
        let response = try await gate.response(Texts.child(), within: .milliseconds(50))
        #expect(response["allowed"]?.bool == false && response["status"]?["code"]?.int == 503)
        #expect(gate.kept.map(\.decision.verdict) == ["undecided"])
        #expect(gate.kept.map(\.decision.codes) == [["review.deadline"]])
        // In time it is let in.
        #expect(try await gate.response(Texts.child())["allowed"]?.bool == true)
    }

    @Test("a chain of owners without end is followed for a few only")
    func bounded() async throws {
        let gate = try RecordGate { sought, _, done in
            let number = Int(sought.workload.name.split(separator: "-").last ?? "") ?? 0
            let next = LiveObject.Owner(
                uid: "rs-\(number + 1)", workload: Texts.workload("ReplicaSet", "web-\(number + 1)"), version: "v1")
            let object = Texts.live(
                "ReplicaSet", sought.workload.name, uid: sought.uid ?? "", .child(ownerUID: next.uid), owner: next)
            done((try? Texts.node()).map { .found(object, $0) } ?? .absent)
        }
        let response = try await gate.response(Texts.child())
        #expect(response["allowed"]?.bool == false)
        #expect((2...12).contains(gate.asked.count))
    }

    @Test("who needs no look-up is answered at once, while others wait")
    func others() throws {
        let gate = try RecordGate { _, _, _ in }
        #expect(try gate.now(Texts.child()) == nil)
        #expect(try gate.now(Texts.review(Texts.object("Deployment", Texts.pinned)))?["allowed"]?.bool == true)
        #expect(gate.kept.count == 1)
    }
}
