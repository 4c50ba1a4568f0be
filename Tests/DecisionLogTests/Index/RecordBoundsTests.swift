import FoundationEssentials
import Glibc
import PolicyEngine
import Testing

@testable import DecisionLog

@Suite("How much the index keeps")
struct RecordBoundsTests {
    @Test("of one workload the newest states, whatever was deleted and made again")
    func perWorkload() throws {
        var limits = IndexLimits()
        limits.statesPerWorkload = 5
        var scenario = Scenario()
        for number in 0..<40 {
            let model = "s3://m/churn/v\(number)/"
            scenario.serve(model, uid: "u\(number)", at: Double(10 * number))
            scenario.delete(model, uid: "u\(number)", at: Double(10 * number + 5))
        }
        let index = try scenario.index(limits)
        #expect(index.states().count == 5)
        #expect(index.history().first == "v39 391-395")
        #expect(index.status.objects == 5)
        #expect(index.states(ofModel: "s3://m/churn/").count == 5)
    }

    @Test("a child that is gone is forgotten after a while, and what stood by itself is not")
    func goneChildren() throws {
        var scenario = Scenario()
        scenario.serve("s3://m/churn/v1/", at: 0)
        scenario.delete("s3://m/churn/v1/", at: 10)
        for number in 0..<30 {
            let pod = WorkloadIdentity(group: "", kind: "Pod", namespace: "ml-prod", name: "churn-\(number)")
            let observation = Scenario.observation(
                "s3://m/churn/v1/", of: pod, uid: "p\(number)", admission: .child(ownerUID: "u1"))
            scenario.write(.live(observation), at: Double(number))
            scenario.write(.gone(observation), at: Double(number + 1))
        }
        #expect(try scenario.index().status.objects == 31)
        scenario.write(.lost(count: 1, reason: ""), at: 700)
        let index = try scenario.index()
        #expect(index.status.objects == 1)
        #expect(index.history() == ["v1 1-10"])
    }

    @Test("of all that is gone no more than the limit, the oldest first")
    func goneObjects() throws {
        var limits = IndexLimits()
        limits.goneObjects = 10
        var scenario = Scenario()
        for number in 0..<30 {
            var workload = Scenario.churn
            workload.name = "churn-\(number)"
            scenario.serve("s3://m/churn/v1/", of: workload, uid: "u\(number)", at: Double(number))
            scenario.delete("s3://m/churn/v1/", of: workload, uid: "u\(number)", at: Double(number + 2))
        }
        scenario.write(.lost(count: 1, reason: ""), at: 700)
        let index = try scenario.index(limits)
        #expect(index.states(ofModel: "s3://m/churn/").map(\.uid) == (20..<30).reversed().map { "u\($0)" })
    }

    @Test("sightings of the same state do not add up, and it stays live since the first")
    func sightings() throws {
        var scenario = Scenario()
        scenario.serve("s3://m/churn/v1/", at: 0)
        for number in 0..<500 {
            scenario.write(.live(Scenario.observation("s3://m/churn/v1/")), at: Double(number + 5))
        }
        #expect(try scenario.index().history() == ["v1 1-"])
    }

    @Test("an object that goes to and fro between two states keeps the newest of them")
    func flapping() throws {
        var scenario = Scenario()
        for number in 0..<400 {
            scenario.serve("s3://m/churn/v\(number % 2)/", generation: number, at: Double(10 * number))
        }
        let index = try scenario.index()
        #expect(index.states().count == 50)
        #expect(index.history().first == "v1 3991-")
    }

    @Test("100,000 live objects fit")
    func manyObjects() throws {
        let index = RecordIndex()
        try index.load(from: MemoryStore())
        let before = residentBytes()
        let count = 100_000
        for number in 0..<count {
            let name = "fraud-detector-6d4cf56db6-\(number)"
            let workload = WorkloadIdentity(group: "", kind: "Pod", namespace: "team-\(number % 100)", name: name)
            let uid = "0c5b9a2e-7f1d-4c55-9d9e-\(100_000_000_000 + number)"
            let model = "s3://ml-models-prod/fraud-detector/v\(number % 50)/"
            let fingerprint = String(repeating: "0123456789abcdef", count: 3) + "\(1_000_000_000_000_000 + number)"
            let owner = LiveObject.Owner(uid: "owner-\(number / 3)", workload: Scenario.churn, version: "v1")
            let decision = Scenario.decision(
                model, of: workload, uid: uid, fingerprint: fingerprint, request: "request-\(number)",
                owner: owner.uid)
            let observation = Scenario.observation(
                model, of: workload, uid: uid, fingerprint: fingerprint, request: "request-\(number)",
                admission: .child(ownerUID: owner.uid), owner: owner)
            index.absorb([
                (
                    ChainPlace(writer: "a", sequence: Int64(2 * number + 1)), Scenario.time(Double(number)),
                    .reviewed(decision)
                ),
                (
                    ChainPlace(writer: "a", sequence: Int64(2 * number + 2)), Scenario.time(Double(number)),
                    .live(observation)
                ),
            ])
        }
        #expect(index.status.objects == count)
        // Decisions wait an hour, and no longer.
        #expect(index.status.pending <= 3601)
        let each = (residentBytes() - before) / count
        print("RecordIndex: \(each) bytes for each of \(count) live objects")
        // The process is one, and other tests take memory meanwhile: this notices what grows out of bounds, no more.
        #expect(each < 8192)
    }

    private func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ").compactMap { Int($0) }
        return fields.count > 1 ? fields[1] * 4096 : 0
    }
}
