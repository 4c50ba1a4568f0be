import FoundationEssentials
import Testing

@testable import DecisionLog

@Suite("Decisions that the cluster has not shown the result of")
struct PendingDecisionsTests {
    private func pending(_ name: String, _ sequence: Int64) throws -> PendingDecision {
        let moment = Moment(time: sequence, place: ChainPlace(writer: "w", sequence: sequence))
        return try #require(PendingDecision(Samples.decision(name), moment))
    }

    @Test("who writes one object again and again costs no memory that grows")
    func again() throws {
        var decisions = PendingDecisions(keep: 1 << 40, limit: 50_000)
        for sequence in Int64(1)...20_000 {
            decisions.insert(try pending("hot", sequence))
            decisions.advance(to: sequence)
        }
        #expect(decisions.count == 64)
        #expect(decisions.arrivalCount <= 64 * 2 + 1025)
        #expect(decisions["uid-hot"].map(\.moment.time) == Array(19_937...20_000))
    }

    @Test("what is forgotten of one object takes nothing from the others, which go by their age as ever")
    func others() throws {
        var decisions = PendingDecisions(keep: 50_000, limit: 50_000)
        for sequence in Int64(1)...100 { decisions.insert(try pending("quiet-\(sequence)", sequence)) }
        for sequence in Int64(101)...20_000 {
            decisions.insert(try pending("hot", sequence))
            decisions.advance(to: sequence)
        }
        #expect(decisions.count == 164)
        #expect(decisions["uid-quiet-1"].count == 1)
        decisions.advance(to: 50_050)
        #expect(decisions["uid-quiet-49"].isEmpty && decisions["uid-quiet-50"].count == 1)
        #expect(decisions.count == 64 + 51)
        decisions.advance(to: 80_000)
        #expect(decisions.count == 0 && decisions.arrivalCount == 0)
    }
}
