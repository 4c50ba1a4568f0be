import DecisionLog
import Testing

@Suite("What an entry says")
struct EntryBodyTests {
    @Test("every kind of entry has a name of its own")
    func kinds() {
        let span = ChainSpan(writer: "", first: 1, last: 1, hash: [])
        let bodies: [EntryBody] = [
            .lost(count: 1, reason: ""), .removed(span), .checkpoint(.init(chains: [], envelope: nil)),
            .opened(.init(name: "", version: "", cluster: "", chains: [])),
        ]
        #expect(Set(bodies.map(\.kind)).count == bodies.count)
    }
}
