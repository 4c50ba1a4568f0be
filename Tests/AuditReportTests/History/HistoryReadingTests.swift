import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("The history of a workload")
struct HistoryReadingTests {
    private let scene: LogScene

    init() throws { scene = try LogScene() }

    private func histories(_ name: String = "fraud", _ change: (inout HistoryQuery) -> Void = { _ in }) throws
        -> [WorkloadHistory]
    {
        var query = HistoryQuery(name)
        change(&query)
        return try HistoryReading(try scene.reading(), query).read()
    }

    private func history(_ name: String = "fraud") throws -> WorkloadHistory {
        try #require(try histories(name).first)
    }

    private func evaluated(
        _ yaml: String, f1: String, generation: Int, by user: String = "alice", at seconds: Double
    ) throws -> Decision {
        var decision = try Decision(yaml, by: user, "UPDATE", generation: generation, at: seconds)
        decision.evidence = [
            Decision.Evidence(
                rule: "evaluation", model: decision.models.first?.served.value ?? "", source: "git", place: "e.json",
                digest: "sha256:\(f1)",
                metrics: [
                    .init(name: "f1_score", value: f1), .init(name: "f1_score", slice: "region=eu", value: "0.9"),
                ])
        ]
        return decision
    }

    @Test("who deployed what and when, with the metrics and their change")
    func states() throws {
        try scene.serve(try evaluated(fraud("v47"), f1: "0.928", generation: 1, at: 10), at: 10)
        try scene.serve(try evaluated(fraud("v48"), f1: "0.941", generation: 2, by: "bob", at: 20), at: 20)
        let history = try history()
        let states = history.states
        #expect(states.map(\.since) == [LogScene.time(11), LogScene.time(21)])
        #expect(states.map(\.until) == [LogScene.time(21), nil])
        #expect(states.map { $0.models.map(\.version) } == [["v47"], ["v48"]])
        #expect(states.map(\.decision?.user) == ["alice", "bob"])
        #expect(states.map(\.reasons) == [["first deployed, as far as the log goes"], ["v47 → v48"]])
        #expect(states[0].metrics.map(\.change) == [nil, nil])
        #expect(states[1].metrics.map(\.change) == [ExactDecimal("0.013"), ExactDecimal("0")])
        #expect(history.isConfirmed && history.unlisted == 0)
    }

    @Test("a model that comes back is told as such, with or without its data context")
    func back() throws {
        for (generation, (version, features)) in [("v47", "v12"), ("v48", "v13"), ("v47", "v12"), ("v48", "v12")]
            .enumerated()
        {
            try scene.serve(
                try Decision(fraud(version, features: features), "UPDATE", generation: generation + 1),
                at: Double(generation) * 10)
        }
        let reasons = try history().states.map(\.reasons)
        #expect(reasons[1] == ["v47 → v48", "features: s3://corp/features/v12/ → s3://corp/features/v13/"])
        #expect(reasons[2] == ["back to v47 of 2026-10-01T00:00:01Z", "with the data context of then"])
        #expect(reasons[3].first == "back to v48 of 2026-10-01T00:00:11Z")
        #expect(
            reasons[3].last
                == "with another data context than then: features: s3://corp/features/v13/ → s3://corp/features/v12/"
        )
    }

    @Test("edits that leave models and context make no state; a change of the context alone does")
    func edits() throws {
        try scene.serve(try Decision(fraud("v47", features: "v12")), at: 10)
        try scene.serve(
            try Decision(fraud("v47", features: "v12", more: ", protocolVersion: v2"), "UPDATE", generation: 2), at: 20)
        try scene.serve(try Decision(fraud("v47", features: "v13"), "UPDATE", generation: 3), at: 30)
        let states = try history().states
        #expect(states.map(\.edits) == [1, 0])
        #expect(states.map(\.until) == [LogScene.time(31), nil])
        #expect(states[1].reasons == ["features: s3://corp/features/v12/ → s3://corp/features/v13/"])
    }

    @Test("what was refused meanwhile stands between, and equal refusals are told once")
    func refusals() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        for seconds in [20.0, 30] {
            var refused = try Decision(fraud("v49"), by: "bob", "UPDATE", generation: 2, verdict: "denied", at: seconds)
            (refused.codes, refused.message) = (["evaluation.belowThreshold"], "f1_score is 0.7")
            try scene.write(.reviewed(refused), at: seconds)
        }
        let workload = try Decision(fraud("v49")).workload
        try scene.write(
            .denials(
                .init(
                    namespace: "ml-prod", workload: workload, codes: ["evaluation.belowThreshold"], count: 40,
                    first: LogScene.time(31), last: LogScene.time(80))), at: 90)
        let events = try history().events
        #expect(events.map(\.time) == [LogScene.time(11), LogScene.time(20), LogScene.time(31)])
        guard case .refusal(let first) = events[1], case .refusal(let counted) = events[2] else {
            Issue.record("no refusals")
            return
        }
        #expect(first.count == 2 && first.last == LogScene.time(30) && first.user == "bob")
        #expect(first.models.map(\.version) == ["v49"] && first.message == "f1_score is 0.7")
        #expect(counted.count == 40 && counted.user.isEmpty)
    }

    @Test("a deletion ends a state, and what comes again says since when it was gone")
    func deletion() throws {
        let first = try Decision(fraud("v47"))
        try scene.serve(first, at: 10)
        try scene.write(.gone(first.seen), at: 20)
        #expect(try history().states.map(\.until) == [LogScene.time(20)])
        try scene.serve(try Decision(fraud("v48"), uid: "u2"), at: 30)
        #expect(
            try history().states.last?.reasons == [
                "deployed again: it was gone from 2026-10-01T00:00:20Z on", "v47 → v48",
            ])
    }

    @Test("where nobody watched, decisions are told, and that nobody confirmed them")
    func unconfirmed() throws {
        try scene.write(.reviewed(try Decision(fraud("v47"), at: 10)), at: 10)
        try scene.write(.reviewed(try Decision(fraud("v48"), "UPDATE", generation: 2, at: 20)), at: 20)
        let history = try history()
        #expect(!history.isConfirmed && history.states.map(\.since) == [LogScene.time(10), LogScene.time(20)])
        #expect(history.states.map(\.until) == [LogScene.time(20), nil])
    }

    @Test("what was asked for and never stored is no state, where somebody watched")
    func neverStored() throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        try scene.write(.reviewed(try Decision(fraud("v48"), "UPDATE", generation: 2)), at: 20)
        #expect(try history().states.map { $0.models.map(\.version) } == [["v47"]])
    }

    @Test(
        "a model's reference, and what its versions have in common, find each workload that served it",
        arguments: [
            "s3://ml-models-prod/fraud-detector/v47/", "s3://ml-models-prod/fraud-detector/",
            "s3://ml-models-prod/fraud-detector",
        ])
    func models(name: String) throws {
        try scene.serve(try Decision(fraud("v47")), at: 10)
        try scene.serve(try Decision(fraud("v48"), "UPDATE", generation: 2), at: 20)
        try scene.serve(try Decision(fraud("v47", name: "shadow"), uid: "u2"), at: 30)
        let found = try histories(name)
        #expect(found.map(\.workload.name) == ["fraud", "shadow"])
        let isVersion = name.contains("v47")
        #expect(found.map { $0.states.count } == [isVersion ? 1 : 2, 1])
        #expect(try histories(name) { $0.namespace = "lab" }.isEmpty)
    }

    @Test("a digest finds what served it")
    func digests() throws {
        let hex = String(repeating: "a", count: 64)
        let yaml = """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: pinned, namespace: ml-prod}
            spec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: "oci://registry.corp/ml/fraud@sha256:\(hex)"}}}
            """
        try scene.serve(try Decision(yaml), at: 10)
        for name in [hex, "sha256:\(hex)"] { #expect(try histories(name).map(\.workload.name) == ["pinned"]) }
    }

    @Test("children have no history of their own; of several workloads with one name each has one")
    func others() throws {
        var child = try Decision(fraud("v47", name: "pod"), uid: "p1")
        child.admission = .child(ownerUID: "u1")
        try scene.serve(child, at: 10)
        #expect(try histories("pod").isEmpty)
        try scene.serve(try Decision(fraud("v47"), uid: "u1"), at: 20)
        try scene.serve(try Decision(fraud("v3", namespace: "lab"), uid: "u2"), at: 30)
        #expect(try histories().map(\.workload.namespace) == ["lab", "ml-prod"])
        #expect(try histories { $0.namespace = "lab" }.count == 1)
        #expect(try histories { $0.kind = "Deployment" }.isEmpty)
        #expect(try histories("nobody").isEmpty)
    }

    @Test("only the newest events, and only what the log held by then")
    func bounds() throws {
        for number in 1...6 {
            try scene.serve(
                try Decision(fraud("v\(number)"), "UPDATE", generation: number), at: Double(number) * 10)
        }
        let newest = try #require(try histories { $0.limit = 2 }.first)
        #expect(newest.states.map { $0.models.map(\.version) } == [["v5"], ["v6"]] && newest.unlisted == 4)
        #expect(newest.states.first?.reasons == ["v4 → v5"])
        let past = try #require(try histories { $0.until = LogScene.time(35) }.first)
        #expect(past.states.last?.models.map(\.version) == ["v3"] && past.states.last?.until == nil)
    }
}

extension WorkloadHistory {
    var states: [State] { events.compactMap { if case .state(let state) = $0 { state } else { nil } } }
}
