import Attestation

/// What binds an entry to all that stand before it in its chain.
package enum EntryHash {
    package static let byteCount = 32
    /// What a chain's first entry has before it.
    package static let none = [UInt8](repeating: 0, count: byteCount)

    /// SHA-256 of, one behind the other: the text `pedigree-log-entry-v1` and a line break; the previous hash, the writer,
    /// the sequence, the time, the kind and the body. Integers are 8 bytes, big-endian, two's complement; bytes and texts
    /// (UTF-8) stand behind their length as such an integer, so that no two entries give the same bytes.
    package static func of(
        place: ChainPlace, time: Int64, kind: String, body: [UInt8], previous: [UInt8]
    ) -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(256)
        head += domain
        append(previous, to: &head)
        append(Array(place.writer.utf8), to: &head)
        append(place.sequence, to: &head)
        append(time, to: &head)
        append(Array(kind.utf8), to: &head)
        append(Int64(body.count), to: &head)
        var hasher = ContentHasher(.sha256)
        hasher.update(head)
        hasher.update(body)
        return hasher.finishBytes()
    }

    private static func append(_ bytes: [UInt8], to head: inout [UInt8]) {
        append(Int64(bytes.count), to: &head)
        head += bytes
    }

    private static func append(_ number: Int64, to head: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { head.append(contentsOf: $0) }
    }

    private static let domain = Array("pedigree-log-entry-v1\n".utf8)
}

extension SealedEntry {
    /// The hash that its content gives.
    package var computedHash: [UInt8] {
        EntryHash.of(place: place, time: time, kind: kind, body: body, previous: previous)
    }
}
