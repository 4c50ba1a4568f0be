import DecisionLog
import FoundationEssentials
import PolicyEngine
import Testing

@Suite("What ran and runs")
struct RecordIndexTests {
    private static let v1 = "s3://m/churn/v1/"
    private static let v2 = "s3://m/churn/v2/"

    @Test("a decision alone serves nothing; what the cluster shows does")
    func reviewedIsNotLive() throws {
        var scenario = Scenario()
        scenario.write(.reviewed(Scenario.decision(Self.v1)), at: 0)
        #expect(try scenario.index().states().isEmpty)
        #expect(try scenario.index().object() == nil)
        #expect(try scenario.index().states(ofModel: "s3://m/churn/").isEmpty)

        scenario.write(.live(Scenario.observation(Self.v1)), at: 1)
        let index = try scenario.index()
        let state = try #require(index.states().first)
        #expect(state.models.map(\.value) == [Self.v1])
        #expect(state.context == DataContext(["features": "features-of-\(Self.v1)"]))
        #expect(state.liveSince == Scenario.time(1))
        #expect(state.isLive)
        #expect(state.admission == .allowed)
        #expect(index.states(ofModel: "s3://m/churn/") == [state])
        #expect(index.object()?.state == state)
    }

    @Test("creations that were never stored leave no history")
    func fabricatedHistory() throws {
        var scenario = Scenario()
        for number in 0..<20 {
            let uid = "never-\(number)"
            scenario.write(.reviewed(Scenario.decision("s3://m/churn/v\(number)/", uid: uid)), at: Double(number))
        }
        scenario.serve(Self.v2, at: 30)
        #expect(try scenario.index().history() == ["v2 31-"])
    }

    @Test("what was denied is never what an object serves")
    func denied() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        scenario.write(.reviewed(Scenario.decision(Self.v2, generation: 2, verdict: "denied")), at: 5)
        let index = try scenario.index()
        #expect(index.match(uid: "u1", generation: 2, annotations: "") == .none)
        #expect(index.history() == ["v1 1-"])
    }

    @Test("the next state ends the one before it, and a deletion the last")
    func sequence() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        scenario.serve(Self.v2, generation: 2, at: 10)
        #expect(try scenario.index().history() == ["v2 11-", "v1 1-11"])
        scenario.delete(Self.v2, at: 20)
        let index = try scenario.index()
        #expect(index.history() == ["v2 11-20", "v1 1-11"])
        #expect(index.object() == nil)
    }

    @Test("a deletion and a creation go on with the same history")
    func recreated() throws {
        var scenario = Scenario()
        scenario.serve(Self.v2, at: 0)
        scenario.delete(Self.v2, at: 10)
        scenario.serve(Self.v1, uid: "u2", at: 20)
        let index = try scenario.index()
        #expect(index.history() == ["v1 21-", "v2 1-10"])
        #expect(index.states(ofModel: "s3://m/churn/").map(\.uid) == ["u2", "u1"])
        #expect(index.object("u1") == nil)
        #expect(index.object("u2")?.state?.models.map(\.value) == [Self.v1])
    }

    @Test("where nobody saw the deletion, the new object is the end of the old one")
    func replaced() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        scenario.serve(Self.v2, uid: "u2", at: 20)
        let index = try scenario.index()
        #expect(index.history() == ["v2 21-", "v1 1-21"])
        #expect(index.object("u1") == nil)
        #expect(index.liveObjects(group: "serving.kserve.io", kind: "InferenceService").map(\.uid) == ["u2"])
    }

    @Test("the same model in another workload of the namespace is found by its identity, and in no other namespace")
    func otherWorkload() throws {
        var other = Scenario.churn
        other.name = "churn-new"
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        scenario.serve(Self.v2, of: other, uid: "u2", at: 10)
        let index = try scenario.index()
        #expect(index.states(ofModel: "s3://m/churn/").map(\.workload.name) == ["churn-new", "churn"])
        #expect(index.states(ofModel: "s3://m/churn/", in: "ml-test").isEmpty)
        #expect(index.states(ofModel: "s3://m/fraud/").isEmpty)
    }

    @Test("a later sighting says that what was found is refused today")
    func laterDenied() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        scenario.write(.live(Scenario.observation(Self.v1, admission: .denied)), at: 10)
        let index = try scenario.index()
        #expect(index.history() == ["v1 1-"])
        #expect(index.object()?.state?.admission == .denied)
    }

    @Test("an owner that is taken away is no owner any more, and the state stays")
    func orphaned() throws {
        let owner = LiveObject.Owner(uid: "o", workload: Scenario.churn, version: "v1beta1")
        var scenario = Scenario()
        scenario.write(.reviewed(Scenario.decision(Self.v1, owner: "o")), at: 0)
        let child = Scenario.observation(Self.v1, admission: .child(ownerUID: "o"), owner: owner)
        scenario.write(.live(child), at: 1)
        #expect(try scenario.index().object()?.owner == owner)
        scenario.write(.live(Scenario.observation(Self.v1, admission: .child(ownerUID: "o"))), at: 2)
        let object = try #require(try scenario.index().object())
        #expect(object.owner == nil)
        #expect(object.state?.liveSince == Scenario.time(1))
    }

    @Test("children are no states of the model beside those of their owner")
    func children() throws {
        let pod = WorkloadIdentity(group: "", kind: "Pod", namespace: "ml-prod", name: "churn-1")
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        scenario.write(.reviewed(Scenario.decision(Self.v1, of: pod, uid: "p", owner: "u1")), at: 2)
        scenario.write(
            .live(Scenario.observation(Self.v1, of: pod, uid: "p", admission: .child(ownerUID: "u1"))), at: 3)
        let index = try scenario.index()
        #expect(index.states(ofModel: "s3://m/churn/").map(\.uid) == ["u1"])
        #expect(index.states(pod).count == 1)
    }

    @Test("a deletion that has begun is known until the object is gone")
    func beingDeleted() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        let index = try scenario.index()
        #expect(index.object()?.isBeingDeleted == false)
        index.setBeingDeleted("u1")
        #expect(index.object()?.isBeingDeleted == true)
    }

    @Test("what is carried over stands as before, with what is known of its owner")
    func carried() throws {
        let owner = LiveObject.Owner(uid: "o", workload: Scenario.churn, version: "v1beta1")
        let decision = Scenario.decision(Self.v1)
        var scenario = Scenario()
        scenario.write(.carried(decision, liveSince: Scenario.time(1)), at: 500, by: "b")
        #expect(try scenario.index().history() == ["v1 1-"])

        scenario.write(.reviewed(decision), at: 0)
        scenario.write(.live(Scenario.observation(Self.v1, owner: owner)), at: 1)
        let index = try scenario.index()
        #expect(index.history() == ["v1 1-"])
        #expect(index.object()?.owner == owner)
    }
}
