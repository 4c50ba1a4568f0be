import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("What a log tells of what was live")
struct LogReadingTests {
    private let scene: LogScene
    private let workload = WorkloadIdentity(
        group: "serving.kserve.io", kind: "InferenceService", namespace: "ml-prod", name: "fraud")

    init() throws { scene = try LogScene() }

    @Test("since when, by whom and by which policies the live model was let in")
    func presence() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        let second = try Decision(fraud("v48"), by: "bob", "UPDATE", generation: 2, at: 20)
        try scene.serve(second, at: 20)
        let history = try scene.history()
        let presence = try #require(history.presence(uid: "u1"))
        #expect(presence.since == LogScene.time(21) && presence.knownBy == .log)
        #expect(presence.user == "bob" && presence.operation == "UPDATE" && presence.requestUID == "request-u1-2")
        #expect(presence.admission == .allowed && presence.decided == LogScene.time(20))
        #expect(presence.policyCommit == "c0ffee" && presence.policyDigest == second.policyDigest)
        #expect(history.presence(of: workload) == presence)
        #expect(history.live.map(\.workload) == [workload])
        let decisions = try history.decisions(about: history.live, in: try scene.reading())
        #expect(decisions.values.map(\.models) == [second.models])
        #expect(history.presence(uid: "u2") == nil && history.notes.isEmpty)
    }

    @Test("an edit that leaves model and context makes neither younger; one of the context does")
    func edits() throws {
        try scene.serve(try Decision(fraud("v47", features: "v12")), at: 10)
        try scene.serve(
            try Decision(
                fraud("v47", features: "v12", more: ", protocolVersion: v2"), by: "carol", "UPDATE", generation: 2),
            at: 20)
        var presence = try #require(try scene.history().presence(uid: "u1"))
        #expect(presence.since == LogScene.time(11) && presence.user == "alice")
        try scene.serve(
            try Decision(fraud("v47", features: "v13"), by: "dave", "UPDATE", generation: 3), at: 30)
        presence = try #require(try scene.history().presence(uid: "u1"))
        #expect(presence.since == LogScene.time(31) && presence.user == "dave")
    }

    @Test("as of a moment nothing is known of what came later")
    func asOf() throws {
        let first = try Decision(fraud("v47"))
        try scene.serve(first, at: 10)
        try scene.serve(try Decision(fraud("v48"), by: "bob", "UPDATE", generation: 2), at: 20)
        try scene.write(.gone(first.seen), at: 30)
        let then = try scene.history(until: 15)
        #expect(then.presence(uid: "u1")?.user == "alice")
        #expect(then.summary.last == LogScene.time(11) && then.summary.entries == 3)
        #expect(try scene.history(until: 25).presence(uid: "u1")?.user == "bob")
        #expect(try scene.history().live.isEmpty)
        let before = try scene.history(until: -10)
        #expect(before.live.isEmpty && before.notes.first?.contains("no entry before") == true)
    }

    @Test("what came back after a deletion is as old as its return")
    func returns() throws {
        let first = try Decision(fraud("v47"))
        try scene.serve(first, at: 10)
        try scene.write(.gone(first.seen), at: 20)
        try scene.serve(try Decision(fraud("v47"), by: "bob", uid: "u2"), at: 30)
        let history = try scene.history()
        #expect(history.presence(of: workload)?.since == LogScene.time(31))
        #expect(history.presence(of: workload)?.user == "bob" && history.presence(uid: "u1") == nil)
    }

    @Test("what was reviewed and never seen was never live")
    func neverStored() throws {
        try scene.write(.reviewed(try Decision(fraud("v47"))), at: 10)
        let history = try scene.history()
        #expect(history.live.isEmpty && history.notes.contains { $0.contains("--cluster") })
    }

    @Test("where nobody watched, it is known when and by whom an object was let in, and nothing is called live")
    func unwatched() throws {
        try scene.write(.reviewed(try Decision(fraud("v47"), at: 10)), at: 10)
        try scene.write(.reviewed(try Decision(fraud("v48"), by: "bob", "UPDATE", generation: 2, at: 20)), at: 20)
        // It serves the same.
        try scene.write(.reviewed(try Decision(fraud("v48"), by: "carol", "UPDATE", generation: 3, at: 30)), at: 30)
        let history = try scene.history()
        #expect(history.presence(uid: "u1")?.user == "bob")
        #expect(history.presence(uid: "u1")?.since == LogScene.time(20) && history.live.isEmpty)
        // Once somebody watches, only what was seen counts.
        let other = try Decision(fraud("v3", name: "b"), uid: "u2", at: 40)
        try scene.serve(other, at: 40)
        #expect(try scene.history().presence(uid: "u1") == nil)
    }

    @Test("children are counted with the workload from which they follow; an orphan stands by itself")
    func children() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        for (uid, owner) in [("d1", "u1"), ("p1", "d1"), ("p2", "d1"), ("o1", "nobody")] {
            var child = try Decision(fraud("v47", name: uid), by: "system:kube-controller-manager", uid: uid)
            child.admission = .child(ownerUID: owner)
            try scene.serve(child, at: 20)
        }
        let history = try scene.history()
        #expect(history.live.map(\.uid) == ["u1", "o1"])
        #expect(history.children == ["u1": 3] && history.childKinds == ["InferenceService.serving.kserve.io": 3])
        #expect(history.presence(uid: "p1")?.user == nil)
        #expect(history.presence(uid: "p1")?.since == LogScene.time(21))
    }

    @Test("writers whose clocks differ tell the same, in whatever order they wrote")
    func clocks() throws {
        let decision = try Decision(fraud("v47"))
        // The replica that watches is behind the one that decided.
        try scene.write(.live(decision.seen), at: 9, by: "b")
        try scene.write(.reviewed(decision), at: 10, by: "a")
        let presence = try #require(try scene.history().presence(uid: "u1"))
        #expect(presence.since == LogScene.time(9) && presence.user == "alice")
    }

    @Test("what retention removed is known from what it carried over, before and after")
    func carried() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        let gone = try Decision(fraud("v3", name: "other"), uid: "u9")
        try scene.serve(gone, at: 12)
        try scene.write(.gone(gone.seen), at: 50)
        try scene.serve(try Decision(fraud("v1", name: "young"), uid: "u3", at: 5_000), at: 5_000)
        try scene.prune(before: 1_000, at: 6_000)
        for until in [nil, 3_000.0] {
            let history = try scene.history(until: until)
            let presence = try #require(history.presence(uid: "u1"))
            #expect(presence.since == LogScene.time(11) && presence.user == "alice")
            #expect(history.presence(uid: "u9") == nil)
            #expect((history.presence(uid: "u3") != nil) == (until == nil))
        }
        #expect(try scene.history().notes.contains { $0.contains("removed for their age") })
        // Before it went live it was not there, whatever was carried over.
        #expect(try scene.history(until: 5).live.isEmpty)
    }

    @Test("the last use of an exception is known, by workload")
    func exceptions() throws {
        var decision = try Decision(fraud("v47"), at: 10)
        decision.exceptions = ["legacy"]
        try scene.serve(decision, at: 10)
        decision.time = LogScene.time(90)
        try scene.write(.reviewed(decision), at: 90)
        var refused = decision
        (refused.verdict, refused.time) = ("denied", LogScene.time(99))
        try scene.write(.reviewed(refused), at: 99)
        #expect(try scene.history().exceptions == ["legacy": [workload: LogScene.time(90)]])
    }

    @Test("what was lost is told")
    func lost() throws {
        try scene.write(.lost(count: 3, reason: "full"), .lost(count: .max, reason: "odd"), at: 10)
        let history = try scene.history()
        #expect(history.summary.lost == .max && history.notes.contains { $0.contains("not kept") })
    }

    @Test("an entry that cannot be read is a failure, and no silence")
    func unreadable() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        let store = Doctored(try scene.reading()) { $0.body = Array("{".utf8) }
        #expect(throws: LogFailure.self) { try LogReading.read(store) }
    }
}

/// A log whose entries somebody has changed.
final class Doctored: DecisionStore {
    private let store: any DecisionStore
    private let change: @Sendable (inout SealedEntry) -> Void
    let title = "doctored"
    let isShared = false

    init(_ store: any DecisionStore, _ change: @escaping @Sendable (inout SealedEntry) -> Void) {
        (self.store, self.change) = (store, change)
    }

    private func changed(_ entries: [SealedEntry]) -> [SealedEntry] {
        entries.map { entry in
            var entry = entry
            change(&entry)
            return entry
        }
    }

    func migrate() throws(LogFailure) {}
    func append(_ entries: [SealedEntry]) throws(LogFailure) { throw LogFailure(.settings, "read only") }
    func chains() throws(LogFailure) -> [ChainSpan] { try store.chains() }
    func entries(of writer: String, after sequence: Int64, limit: Int) throws(LogFailure) -> [SealedEntry] {
        changed(try store.entries(of: writer, after: sequence, limit: limit))
    }
    func find(_ query: EntryQuery) throws(LogFailure) -> [SealedEntry] { changed(try store.find(query)) }
    func remove(upTo sequence: Int64, of writer: String) throws(LogFailure) -> Int { 0 }
    func holdsObserverLock() throws(LogFailure) -> Bool { false }
}
