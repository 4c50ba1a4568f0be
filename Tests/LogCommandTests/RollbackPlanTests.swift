import DecisionLog
import Foundation
import LogCommand
import ModelReferences
import PolicyEngine
import Testing

@Suite("What must be written to bring a model back")
struct RollbackPlanTests {
    private let folder: Folder
    private var place: LogPlace { .sqlite(folder.file("log.sqlite")) }
    private let workload = WorkloadIdentity(
        group: "serving.kserve.io", kind: "InferenceService", namespace: "ml", name: "fraud")

    init() throws { folder = try Folder() }

    private let uri = "spec.predictor.model.storageUri"
    private let context = #"metadata.annotations["pedigree.dev/data-context"]"#

    private func decision(_ version: String, _ features: String?, generation: Int, uid: String = "u") -> Decision {
        var decision = Decision(time: Date(), operation: "UPDATE", workload: workload, verdict: "allowed")
        let value = "s3://ml-models-prod/fraud-detector/\(version)/"
        decision.uid = uid
        decision.generation = generation
        decision.user = "alice"
        decision.fingerprint = "\(version)-\(features ?? "")"
        decision.admission = .allowed
        decision.models = [
            Decision.Model(
                served: ServedModel(role: .model, value: value, pinning: "versioned"),
                identity: ModelIdentity.of(value).name, path: uri, consumer: "kserve")
        ]
        decision.fields = [uri: value]
        if let features { decision.fields[context] = "features=s3://corp-data/features/\(features)/" }
        return decision
    }

    private func observation(_ decision: Decision) -> EntryBody.Observation {
        EntryBody.Observation(
            workload: workload, uid: decision.uid ?? "", generation: decision.generation,
            fingerprint: decision.fingerprint, annotations: decision.annotations, admission: .allowed)
    }

    /// A log in which these were reviewed, and all but those marked so became live, one after the other.
    private func write(_ decisions: [(Decision, isStored: Bool)], isGone: Bool = false) throws {
        let writer = try LogWriter(try place.open(writing: .async), LogSettings())
        for (decision, isStored) in decisions {
            writer.append(.reviewed(decision))
            if isStored { writer.append(.live(observation(decision))) }
        }
        if isGone, let last = decisions.last { writer.append(.gone(observation(last.0))) }
        #expect(writer.close(by: Date() + 30))
    }

    private func plan(to version: String) throws -> RollbackPlan {
        let found = try WorkloadStates.all(named: "fraud", in: try place.openReading())
        return try RollbackPlan(try #require(found.first), to: version)
    }

    @Test(
        "the model and its context come back together",
        arguments: ["v47", "47", "s3://ml-models-prod/fraud-detector/v47/"])
    func together(version: String) throws {
        try write([
            (decision("v47", "v12", generation: 1), true), (decision("v48", "v13", generation: 2), true),
        ])
        let plan = try plan(to: version)
        #expect(
            plan.changes == [
                .init(
                    path: context, old: "features=s3://corp-data/features/v13/",
                    new: "features=s3://corp-data/features/v12/"),
                .init(
                    path: uri, old: "s3://ml-models-prod/fraud-detector/v48/",
                    new: "s3://ml-models-prod/fraud-detector/v47/"),
            ])
        #expect(plan.patch.contains(#""path": "/metadata/annotations/pedigree.dev~1data-context""#))
        #expect(plan.text.contains("deployed by alice"))
        #expect(plan.text.contains("kubectl patch inferenceservices.serving.kserve.io fraud -n ml"))
    }

    @Test("a field that was not there then goes, and one that is not there now comes")
    func fieldsThatComeAndGo() throws {
        try write([(decision("v47", nil, generation: 1), true), (decision("v48", "v13", generation: 2), true)])
        #expect(
            try plan(to: "v47").changes.contains(
                .init(path: context, old: "features=s3://corp-data/features/v13/", new: nil)))
        #expect(try plan(to: "v47").patch.contains(#""op": "remove""#))
    }

    @Test("what was asked for and never stored was never served")
    func neverStored() throws {
        try write([(decision("v47", "v12", generation: 1), true), (decision("v50", "v13", generation: 2), false)])
        let error = #expect(throws: RollbackPlan.Refusal.self) { try plan(to: "v50") }
        #expect(error?.description.contains("never served") == true && error?.description.contains("v47") == true)
    }

    @Test("what is live now needs no edit; once it is deleted it does")
    func live() throws {
        try write([(decision("v47", "v12", generation: 1), true)])
        #expect(throws: RollbackPlan.Refusal.self) { try plan(to: "v47") }
    }

    @Test("what was deleted comes back whole")
    func deleted() throws {
        try write([(decision("v47", "v12", generation: 1), true)], isGone: true)
        let plan = try plan(to: "v47")
        #expect(plan.from == nil)
        #expect(plan.changes.map(\.old) == [nil, nil])
    }

    @Test("of several states with a version the last counts, whatever the uid")
    func last() throws {
        try write([
            (decision("v47", "v11", generation: 1), true), (decision("v47", "v12", generation: 2), true),
            (decision("v48", "v13", generation: 1, uid: "w"), true),
        ])
        #expect(try plan(to: "v47").to.decision.fields[context] == "features=s3://corp-data/features/v12/")
    }
}
