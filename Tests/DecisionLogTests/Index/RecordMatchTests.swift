import DecisionLog
import FoundationEssentials
import PolicyEngine
import Testing

@Suite("Which decision a sighting fits to")
struct RecordMatchTests {
    private static let v1 = "s3://m/churn/v1/"
    private static let v2 = "s3://m/churn/v2/"

    private static func match(_ scenario: Scenario, generation: Int? = 1, annotations: String = "") throws -> String {
        switch try scenario.index().match(uid: "u1", generation: generation, annotations: annotations) {
        case .current(let state): "current \(state.models.map(\.value))"
        case .decided(let decision): "decided \(decision.models.map(\.served.value)) \(decision.requestUID)"
        case .ambiguous(let decisions): "ambiguous \(decisions.flatMap { $0.models.map(\.served.value) })"
        case .none: "none"
        }
    }

    @Test("the uid, the generation and the annotations must be those of the decision")
    func fits() throws {
        var scenario = Scenario()
        scenario.write(.reviewed(Scenario.decision(Self.v1, annotations: "x", request: "r1")), at: 0)
        #expect(try Self.match(scenario, annotations: "x") == "decided [\"\(Self.v1)\"] r1")
        #expect(try Self.match(scenario, annotations: "y") == "none")
        #expect(try Self.match(scenario, generation: 2, annotations: "x") == "none")
        #expect(try Self.match(scenario, generation: nil, annotations: "x") == "none")
        #expect(try scenario.index().match(uid: "u2", generation: 1, annotations: "x") == .none)
    }

    @Test("decisions about different contents are ambiguous, and about the same are one")
    func ambiguous() throws {
        var scenario = Scenario()
        scenario.write(.reviewed(Scenario.decision(Self.v1, request: "r1")), at: 0)
        scenario.write(.reviewed(Scenario.decision(Self.v1, request: "r2")), at: 1)
        #expect(try Self.match(scenario) == "decided [\"\(Self.v1)\"] r1")
        scenario.write(.reviewed(Scenario.decision(Self.v2)), at: 2)
        #expect(try Self.match(scenario) == "ambiguous [\"\(Self.v1)\", \"\(Self.v2)\"]")
    }

    @Test("a decision that judged nothing gives way to the one that did")
    func notJudged() throws {
        var unchanged = Scenario.decision(Self.v1, request: "unchanged")
        unchanged.notJudged = "nothing about the model changed"
        var scenario = Scenario()
        scenario.write(.reviewed(unchanged), at: 0)
        scenario.write(.reviewed(Scenario.decision(Self.v1, request: "judged")), at: 1)
        #expect(try Self.match(scenario) == "decided [\"\(Self.v1)\"] judged")
    }

    @Test("what is live already is known, whatever was asked for besides")
    func current() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, at: 0)
        #expect(try Self.match(scenario) == "current [\"\(Self.v1)\"]")
        // Another write that wanted to be this generation, and lost.
        scenario.write(.reviewed(Scenario.decision(Self.v2)), at: 5)
        #expect(try Self.match(scenario) == "current [\"\(Self.v1)\"]")
        #expect(try Self.match(scenario, annotations: "x") == "none")
    }

    @Test("without a generation, a later decision may be what is live now, until the object was seen after it")
    func noGeneration() throws {
        var scenario = Scenario()
        scenario.serve(Self.v1, generation: nil, at: 0)
        #expect(try Self.match(scenario, generation: nil) == "current [\"\(Self.v1)\"]")
        scenario.write(.reviewed(Scenario.decision(Self.v2, generation: nil)), at: 100)
        #expect(try Self.match(scenario, generation: nil) == "ambiguous [\"\(Self.v2)\"]")
        scenario.write(.live(Scenario.observation(Self.v1, generation: nil)), at: 200)
        #expect(try Self.match(scenario, generation: nil) == "current [\"\(Self.v1)\"]")
    }

    @Test("a live object whose decision nobody has is to be judged, and then known")
    func lostDecision() throws {
        var scenario = Scenario()
        scenario.write(.live(Scenario.observation(Self.v1)), at: 1)
        #expect(try Self.match(scenario) == "none")
        #expect(try scenario.index().object()?.generation == 1)
        let observed = Scenario.decision(Self.v1, request: "o1", verdict: "denied", operation: "OBSERVED")
        scenario.write(.reviewed(observed), at: 2)
        #expect(try Self.match(scenario) == "current [\"\(Self.v1)\"]")
    }

    @Test("a decision that nothing came of for an hour is forgotten")
    func expired() throws {
        var scenario = Scenario()
        scenario.write(.reviewed(Scenario.decision(Self.v1)), at: 0)
        scenario.write(.lost(count: 1, reason: ""), at: 3599)
        #expect(try Self.match(scenario) == "decided [\"\(Self.v1)\"] ")
        scenario.write(.lost(count: 1, reason: ""), at: 3601)
        #expect(try Self.match(scenario) == "none")
    }

    @Test("a clock that runs ahead makes no decision old")
    func clockAhead() throws {
        var scenario = Scenario()
        let now = Date().timeIntervalSince(Scenario.time(0))
        scenario.write(.reviewed(Scenario.decision(Self.v1)), at: now)
        scenario.write(.lost(count: 1, reason: ""), at: now + 1_000_000, by: "b")
        #expect(try Self.match(scenario) == "decided [\"\(Self.v1)\"] ")
    }

    @Test("of decisions about one object the newest are kept, in whatever order they come")
    func floodedObject() throws {
        var scenario = Scenario()
        for number in 0..<200 {
            let second = Double((number * 77) % 200)
            scenario.write(.reviewed(Scenario.decision(Self.v1, generation: Int(second))), at: second)
        }
        let index = try scenario.index()
        #expect(index.status.pending == 64)
        #expect(index.match(uid: "u1", generation: 135, annotations: "") == .none)
        #expect(index.match(uid: "u1", generation: 199, annotations: "") != .none)
    }

    @Test("however many are asked for, no more are kept than the limit")
    func flooded() throws {
        var limits = IndexLimits()
        limits.pendingDecisions = 10
        var scenario = Scenario()
        for number in 0..<100 {
            scenario.write(.reviewed(Scenario.decision(Self.v1, uid: "u\(number)")), at: Double(number))
        }
        let index = try scenario.index(limits)
        #expect(index.status.pending == 10)
        #expect(index.match(uid: "u0", generation: 1, annotations: "") == .none)
        #expect(index.match(uid: "u99", generation: 1, annotations: "") != .none)
    }
}
