import KubernetesModel
import PolicyEngine
import Testing

@testable import WebhookServer

@Suite("What is remembered beside a record")
struct RecordMemoTests {
    @Test("a decision that rests on the record is never remembered: it follows the record", arguments: [true, false])
    func restsOnRecord(hasLog: Bool) async throws {
        let gate = try RecordGate(hasLog: hasLog)
        let child = Texts.child(isDryRun: hasLog)
        gate.cluster.hold(Texts.live("ReplicaSet", "web-1", uid: "rs-uid", .allowed))
        #expect(try await gate.response(child)["allowed"]?.bool == true)
        gate.cluster.hold(Texts.live("ReplicaSet", "web-1", uid: "rs-uid", .denied))
        #expect(try await gate.response(child)["allowed"]?.bool == false)
        gate.cluster.fail("the log cannot be read")
        #expect(try await gate.response(child)["status"]?["code"]?.int == 503)
        gate.cluster.fail(nil)
        gate.cluster.remove("rs-uid")
        #expect(try await gate.response(child)["status"]?["code"]?.int == 403)
        gate.cluster.hold(Texts.live("ReplicaSet", "web-1", uid: "rs-uid", .allowed))
        #expect(try await gate.response(child)["allowed"]?.bool == true)
        #expect(gate.memo.hits == 0)
    }

    @Test("a refusal that the record could turn into a return of what was there is not remembered")
    func recreation() throws {
        let gate = try RecordGate(hasLog: false)
        let text = Texts.object("Deployment", Texts.mutable, uid: "d2")
        #expect(try gate.now(Texts.review(text))?["allowed"]?.bool == false)
        let object = try JSONParser.parse(Array(text.utf8)).root
        var live = Texts.live("Deployment", "web", uid: "d1", .allowed)
        live.state?.fingerprint = try Texts.fingerprint(object)
        gate.cluster.hold(live)
        #expect(try gate.now(Texts.review(text))?["allowed"]?.bool == true)
        #expect(gate.memo.hits == 0)
    }

    @Test("with a log nothing but dry runs is remembered, so that each decision is kept")
    func eachIsKept() throws {
        let gate = try RecordGate()
        let review = Texts.review(Texts.object("Deployment", Texts.pinned))
        for _ in 0..<3 { #expect(try gate.now(review)?["allowed"]?.bool == true) }
        #expect(gate.memo.hits == 0 && gate.kept.count == 3)
        let dryRun = Texts.review(Texts.object("Deployment", Texts.pinned), isDryRun: true)
        for _ in 0..<3 { #expect(try gate.now(dryRun)?["allowed"]?.bool == true) }
        #expect(gate.memo.hits == 2 && gate.kept.count == 3)
    }

    @Test("without a log what rests on no record is remembered")
    func withoutLog() throws {
        let gate = try RecordGate(hasLog: false, hasRecord: false)
        let review = Texts.review(Texts.object("Deployment", Texts.pinned))
        for _ in 0..<3 { #expect(try gate.now(review)?["allowed"]?.bool == true) }
        #expect(gate.memo.hits == 2)
    }

    @Test("an answer for which the cluster was asked is never remembered")
    func lookedUp() async throws {
        let node = try Texts.node()
        let gate = try RecordGate(hasLog: false) { _, _, done in
            done(.found(Texts.live("ReplicaSet", "web-1", uid: "rs-uid", .tolerated), node))
        }
        for _ in 0..<3 { #expect(try await gate.response(Texts.child())["allowed"]?.bool == true) }
        #expect(gate.memo.hits == 0 && gate.asked.count == 3)
    }
}
