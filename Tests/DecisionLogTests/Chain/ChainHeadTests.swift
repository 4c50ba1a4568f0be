import Attestation
import DecisionLog
import Foundation
import Testing

@Suite("Chains")
struct ChainHeadTests {
    @Test("each entry names the hash of the one before it, and is counted from 1")
    func chained() {
        var head = ChainHead(writer: "w")
        let first = head.seal(.lost(count: 1, reason: "a"), at: Samples.start)
        let second = head.seal(.lost(count: 2, reason: "b"), at: Samples.start)
        #expect(first.place == ChainPlace(writer: "w", sequence: 1))
        #expect(first.previous == EntryHash.none)
        #expect(second.place.sequence == 2)
        #expect(second.previous == first.hash)
        #expect(second.hash == second.computedHash)
        #expect(head.span == ChainSpan(writer: "w", first: 1, last: 2, hash: second.hash))
    }

    @Test("times of a chain never run backwards")
    func monotonic() {
        var head = ChainHead()
        let first = head.seal(.lost(count: 1, reason: ""), at: Samples.start)
        let second = head.seal(.lost(count: 1, reason: ""), at: Samples.start.addingTimeInterval(-60))
        #expect(second.time == first.time)
    }

    @Test("writers are drawn anew")
    func writers() {
        let names = Set((0..<100).map { _ in ChainHead.newWriter() })
        #expect(names.count == 100)
        #expect(names.allSatisfy { $0.utf8.count == 32 && ContentDigest.bytes(hex: $0)?.count == 16 })
    }

    /// Computed by sha256sum over the documented bytes.
    @Test("the hash is that of the documented bytes")
    func vector() {
        let hash = EntryHash.of(
            place: ChainPlace(writer: "w", sequence: 1), time: 2, kind: "lost", body: Array("{}".utf8),
            previous: EntryHash.none)
        #expect(ContentDigest.hex(hash) == "25785cd3e2caaffa39215504e7ea21b26060a72bdd3eb80476751f7913576871")
    }
}
