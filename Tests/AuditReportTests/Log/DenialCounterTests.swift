import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("What a log tells of what was refused")
struct DenialCounterTests {
    private let scene: LogScene

    init() throws { scene = try LogScene() }

    private func refused(
        _ codes: [String], by user: String = "alice", in namespace: String = "ml-prod", on day: Double = 0
    ) throws -> EntryBody {
        var decision = try Decision(
            fraud("v47", namespace: namespace), by: user, verdict: "denied", at: day * LogScene.day)
        decision.codes = codes
        return .reviewed(decision)
    }

    @Test("by reason, namespace, user and day; a day without any stands between two")
    func counts() throws {
        try scene.write(try refused(["dataset.missing", "pinnedModel.mutable"]), at: 10)
        try scene.write(try refused(["pinnedModel.mutable"], by: "bob", in: "fraud", on: 2), at: 2 * LogScene.day)
        let first = LogScene.time(2 * LogScene.day + 50)
        try scene.write(
            .denials(
                .init(
                    namespace: "fraud", workload: nil, codes: ["pinnedModel.mutable"], count: 40, first: first,
                    last: first + 60)), at: 2 * LogScene.day + 120)
        let denials = try scene.history().denials
        #expect(denials.total == 42 && denials.undecided == 0)
        #expect(
            denials.reasons == [
                .init(name: "pinnedModel.mutable", count: 42), .init(name: "dataset.missing", count: 1),
            ])
        #expect(denials.namespaces == [.init(name: "fraud", count: 41), .init(name: "ml-prod", count: 1)])
        #expect(denials.users.map(\.name) == ["alice", "bob"])
        #expect(denials.days.map(\.total) == [1, 0, 41])
        #expect(denials.days.map(\.date) == (0...2).map { LogScene.time(Double($0) * LogScene.day) })
        #expect(denials.days.last?.counts == [.init(name: "pinnedModel.mutable", count: 41)])
    }

    @Test("what nobody asked for is no denial, and what nobody could decide is counted apart")
    func others() throws {
        var observed = try Decision(fraud("v47"), verdict: "denied")
        observed.operation = "OBSERVED"
        var unknown = try Decision(fraud("v47"), verdict: "undecided")
        unknown.codes = ["evidence.unreachable"]
        try scene.write(.reviewed(observed), .reviewed(unknown), .reviewed(try Decision(fraud("v47"))), at: 10)
        let denials = try scene.history().denials
        #expect(denials.total == 0 && denials.undecided == 1 && denials.days.isEmpty)
    }

    @Test("names and days beyond a limit are counted together, so that nobody can fill the memory")
    func bounds() throws {
        for number in 0..<30 {
            try scene.write(
                try refused(["code-\(number)"], by: "user-\(number)", in: "ns-\(number)", on: Double(number)),
                at: Double(number) * LogScene.day)
        }
        var reading = LogReading()
        (reading.limits.names, reading.limits.shownNames, reading.limits.days) = (20, 5, 7)
        let denials = try reading.read(try scene.reading()).denials
        #expect(denials.total == 30 && denials.days.count == 7)
        #expect(denials.days.first?.date == LogScene.time(23 * LogScene.day))
        for counts in [denials.reasons, denials.namespaces, denials.users] {
            #expect(counts.count == 6 && counts.last == .init(name: "other", count: 25))
        }
    }

    @Test("a number that is too large to add is no crash")
    func overflow() throws {
        let time = LogScene.time(10)
        let count = EntryBody.DenialCount(
            namespace: nil, workload: nil, codes: ["a"], count: .max, first: time, last: time)
        try scene.write(.denials(count), .denials(count), at: 10)
        let denials = try scene.history().denials
        #expect(denials.total == .max && denials.days.first?.total == .max)
        #expect(denials.namespaces.map(\.name) == ["(no namespace)"])
    }
}
