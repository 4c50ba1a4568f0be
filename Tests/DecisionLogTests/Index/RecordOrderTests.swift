import DecisionLog
import FoundationEssentials
import PolicyEngine
import Testing

@Suite("Replicas agree on what ran")
struct RecordOrderTests {
    /// All that an index tells of the small world of these tests.
    private struct Knowledge: Equatable {
        var states: [[ServedState]]
        var models: [[ServedState]]
        var objects: [LiveObject?]
        var matches: [RecordIndex.Match]

        init(_ index: RecordIndex) {
            states = World.workloads.map { index.states($0) }
            models = ["s3://m/a/", "s3://m/b/"].map { index.states(ofModel: $0) }
            objects = World.uids.map { index.object($0) }
            matches = World.uids.flatMap { uid in
                [1, 2, nil].map { index.match(uid: uid, generation: $0, annotations: "") }
            }
        }
    }

    private enum World {
        static let workloads = ["one", "two"].map {
            WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: $0)
        }
        static let uids = ["one-1", "one-2", "two-1", "two-2"]

        static func random(_ generator: inout Dice) -> Scenario {
            var scenario = Scenario()
            for _ in 0..<Int.random(in: 5...40, using: &generator) {
                let index = Int.random(in: 0..<4, using: &generator)
                let (uid, workload) = (uids[index], workloads[index / 2])
                let model =
                    "s3://m/\(["a", "b"].randomElement(using: &generator) ?? "")/v\(Int.random(in: 1...2, using: &generator))/"
                let generation = [1, 2, nil].randomElement(using: &generator) ?? nil
                let request = "r\(Int.random(in: 0...5, using: &generator))"
                let time = Double(Int.random(in: 0...30, using: &generator))
                let body: EntryBody
                switch Int.random(in: 0..<10, using: &generator) {
                case 0..<4:
                    body = .reviewed(
                        Scenario.decision(
                            model, of: workload, uid: uid, generation: generation, request: request, at: time,
                            verdict: Int.random(in: 0..<5, using: &generator) == 0 ? "denied" : "allowed"))
                case 4..<8:
                    let admissions: [ServedState.Admission] = [.allowed, .denied, .found, .child(ownerUID: "o")]
                    body = .live(
                        Scenario.observation(
                            model, of: workload, uid: uid, generation: generation,
                            request: Bool.random(using: &generator) ? request : nil,
                            admission: admissions.randomElement(using: &generator) ?? .found))
                case 8: body = .gone(Scenario.observation(model, of: workload, uid: uid, generation: generation))
                default:
                    let decision = Scenario.decision(
                        model, of: workload, uid: uid, generation: generation, request: request, at: time)
                    body = .carried(decision, liveSince: Scenario.time(time))
                }
                scenario.write(body, at: time, by: ["a", "b", "c"].randomElement(using: &generator) ?? "a")
            }
            return scenario
        }
    }

    @Test("in whatever order entries reach it, and how often, an index knows the same", arguments: 0..<200)
    func anyOrder(seed: UInt64) throws {
        var generator = Dice(seed: seed)
        let scenario = World.random(&generator)
        let expected = Knowledge(try scenario.index())
        for _ in 0..<5 {
            let index = RecordIndex()
            try index.load(from: MemoryStore())
            var entries = scenario.entries
            entries += entries.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
            for entry in entries.shuffled(using: &generator) { index.absorb([entry]) }
            let isSame = Knowledge(index) == expected
            #expect(isSame)
        }
    }

    @Test("an index that is made anew from the log knows what the one that ran along with it knew", arguments: 0..<50)
    func rebuilt(seed: UInt64) throws {
        var generator = Dice(seed: 1000 + seed)
        let random = World.random(&generator)
        // Within a chain time does not run backwards.
        var scenario = Scenario()
        for (place, date, body) in random.entries.sorted(by: { $0.1 < $1.1 }) {
            scenario.write(body, at: date.timeIntervalSince(Scenario.time(0)), by: place.writer)
        }
        let store = MemoryStore()
        try store.add(scenario.entries)
        let rebuilt = RecordIndex()
        try rebuilt.load(from: store)
        let isSame = Knowledge(rebuilt) == Knowledge(try scenario.index())
        #expect(isSame)
    }
}

/// SplitMix64.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return number ^ (number >> 31)
    }
}
