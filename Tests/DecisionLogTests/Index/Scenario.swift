import DecisionLog
import FoundationEssentials
import ModelReferences
import PolicyEngine

/// Entries of several writers about one or more workloads, in the words of the tests.
struct Scenario {
    typealias Entry = (ChainPlace, Date, EntryBody)

    static let churn = WorkloadIdentity(
        group: "serving.kserve.io", kind: "InferenceService", namespace: "ml-prod", name: "churn")
    private(set) var entries: [Entry] = []
    private var sequences: [String: Int64] = [:]

    static func time(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_790_000_000 + seconds) }

    mutating func write(_ body: EntryBody, at seconds: Double, by writer: String = "a") {
        sequences[writer, default: 0] += 1
        entries.append((ChainPlace(writer: writer, sequence: sequences[writer] ?? 0), Self.time(seconds), body))
    }

    static func decision(
        _ model: String, of workload: WorkloadIdentity = churn, uid: String = "u1", generation: Int? = 1,
        annotations: String = "", fingerprint: String? = nil, request: String = "", at seconds: Double = 0,
        verdict: String = "allowed", operation: String = "CREATE", owner: String? = nil
    ) -> Decision {
        var decision = Decision(time: time(seconds), operation: operation, workload: workload, verdict: verdict)
        decision.uid = uid
        decision.generation = generation
        decision.annotations = annotations
        decision.fingerprint = fingerprint ?? "fp(\(model))"
        decision.requestUID = request
        decision.ownerUID = owner
        let served = ServedModel(role: .model, value: model, pinning: "versioned")
        decision.models = [
            .init(
                served: served, identity: identity(model), path: "spec.predictor.model.storageUri", consumer: "kserve")
        ]
        decision.context = DataContext(["features": "features-of-\(model)"])
        if verdict == "allowed" { decision.admission = owner.map { .child(ownerUID: $0) } ?? .allowed }
        return decision
    }

    /// `s3://m/churn/` of `s3://m/churn/v1/`.
    static func identity(_ model: String) -> String {
        let parts = model.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(2).joined(separator: "/") + "/"
    }

    static func observation(
        _ model: String, of workload: WorkloadIdentity = churn, uid: String = "u1", generation: Int? = 1,
        annotations: String = "", fingerprint: String? = nil, request: String? = nil,
        admission: ServedState.Admission = .allowed, owner: LiveObject.Owner? = nil
    ) -> EntryBody.Observation {
        EntryBody.Observation(
            workload: workload, uid: uid, generation: generation, fingerprint: fingerprint ?? "fp(\(model))",
            annotations: annotations, owner: owner, requestUID: request, admission: admission)
    }

    /// A model that was let in, and that the cluster then held.
    mutating func serve(
        _ model: String, of workload: WorkloadIdentity = churn, uid: String = "u1", generation: Int? = 1,
        at seconds: Double, by writer: String = "a"
    ) {
        let decision = Self.decision(model, of: workload, uid: uid, generation: generation, at: seconds)
        write(.reviewed(decision), at: seconds, by: writer)
        let observation = Self.observation(model, of: workload, uid: uid, generation: generation)
        write(.live(observation), at: seconds + 1, by: writer)
    }

    mutating func delete(_ model: String, of workload: WorkloadIdentity = churn, uid: String = "u1", at seconds: Double)
    {
        write(.gone(Self.observation(model, of: workload, uid: uid)), at: seconds)
    }

    /// An index that took in all of it, and knows that nothing else is there.
    func index(_ limits: IndexLimits = IndexLimits()) throws -> RecordIndex {
        let index = RecordIndex(limits: limits)
        try index.load(from: MemoryStore())
        index.absorb(entries)
        return index
    }
}

extension MemoryStore {
    /// Takes in what a scenario says, sealed by its writers.
    func add(_ scenario: [Scenario.Entry]) throws {
        var heads: [String: ChainHead] = [:]
        try append(
            scenario.map { place, date, body in
                var head = heads[place.writer] ?? ChainHead(writer: place.writer)
                defer { heads[place.writer] = head }
                return head.seal(body, at: date)
            })
    }
}

extension RecordIndex {
    func states(_ workload: WorkloadIdentity = Scenario.churn) -> [ServedState] {
        if case .known(let states) = record.states(workload) { states } else { [] }
    }

    func states(ofModel model: String, in namespace: String? = "ml-prod") -> [ServedState] {
        if case .known(let states) = record.statesOfModel(model, namespace) { states } else { [] }
    }

    func object(_ uid: String = "u1") -> LiveObject? {
        if case .known(let object) = record.object(uid) { object } else { nil }
    }

    /// `v1 1-5`: which model, live from when to when.
    func history(_ workload: WorkloadIdentity = Scenario.churn) -> [String] {
        states(workload).map { state in
            let version = state.models.first?.value.split(separator: "/").last.map(String.init) ?? "?"
            let since = Int(state.liveSince.timeIntervalSince(Scenario.time(0)))
            let until = state.liveUntil.map { String(Int($0.timeIntervalSince(Scenario.time(0)))) } ?? ""
            return "\(version) \(since)-\(until)"
        }
    }
}
