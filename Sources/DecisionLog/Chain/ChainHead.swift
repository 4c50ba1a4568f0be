import Attestation
import FoundationEssentials

/// The end of one writer's chain: seals what comes next.
package struct ChainHead: Sendable, Hashable {
    package let writer: String
    /// Of the last entry; 0 where there is none yet.
    package private(set) var sequence: Int64 = 0
    package private(set) var hash = EntryHash.none
    private var time = Int64.min

    /// A chain that begins.
    package init(writer: String = ChainHead.newWriter()) { self.writer = writer }

    /// 32 hex digits at random.
    package static func newWriter() -> String {
        var generator = SystemRandomNumberGenerator()
        return ContentDigest.hex((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    package var span: ChainSpan { ChainSpan(writer: writer, first: 1, last: sequence, hash: hash) }

    /// The next entry. Times of a chain never run backwards, whatever the clock does: retention removes prefixes.
    package mutating func seal(_ body: EntryBody, at date: Date) -> SealedEntry {
        let place = ChainPlace(writer: writer, sequence: sequence + 1)
        time = max(time, LogTime.microseconds(date))
        let bytes = body.encoded()
        let sealed = SealedEntry(
            place: place, time: time, kind: body.kind, columns: EntryColumns(body), body: bytes, previous: hash,
            hash: EntryHash.of(place: place, time: time, kind: body.kind, body: bytes, previous: hash))
        (sequence, hash) = (place.sequence, sealed.hash)
        return sealed
    }

    /// Goes on behind an entry of this chain.
    mutating func go(to entry: SealedEntry) {
        (sequence, hash, time) = (entry.place.sequence, entry.hash, entry.time)
    }
}
