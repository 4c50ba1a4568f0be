import KubernetesModel

/// What a request asks: all of its body but the text of the uid.
///
/// Two bodies that are the same but for that text mean the same: it is a string without quotes, escapes and control
/// characters in both, so a parser that has read one of them reads the other in the same way.
struct Question: Sendable {
    /// Where in the body the text of the uid seems to stand. `ReviewMemo` keeps only those where a parser has found it.
    let uid: Range<Int>
    let hash: UInt64

    /// nil where no uid is found near the beginning, where API servers write it, or where it is none that can be echoed as
    /// it stands.
    init?(_ body: [UInt8]) {
        let found = body.withUnsafeBytes { bytes in
            Self.uid(in: bytes).map { uid in (uid: uid, hash: Self.hash(bytes, without: uid)) }
        }
        guard let found else { return nil }
        (uid, hash) = found
    }

    /// Whether `body` asks the same as `other`, byte for byte.
    func isSame(_ body: [UInt8], as other: [UInt8], uid otherUID: Range<Int>) -> Bool {
        guard uid.lowerBound == otherUID.lowerBound, body.count - uid.upperBound == other.count - otherUID.upperBound
        else { return false }
        return body.withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in
                Self.same(mine[..<uid.lowerBound], theirs[..<uid.lowerBound])
                    && Self.same(mine[uid.upperBound...], theirs[otherUID.upperBound...])
            }
        }
    }

    private static func same(_ left: Slice<UnsafeRawBufferPointer>, _ right: Slice<UnsafeRawBufferPointer>) -> Bool {
        Bytes.areSame(UnsafeRawBufferPointer(rebasing: left), UnsafeRawBufferPointer(rebasing: right))
    }

    private static func hash(_ body: UnsafeRawBufferPointer, without uid: Range<Int>) -> UInt64 {
        let before = ByteHash.hash(UnsafeRawBufferPointer(rebasing: body[..<uid.lowerBound]))
        return ByteHash.hash(UnsafeRawBufferPointer(rebasing: body[uid.upperBound...]), seed: before)
    }

    /// The text after the first `"uid":` of the beginning.
    private static func uid(in body: UnsafeRawBufferPointer) -> Range<Int>? {
        let key: StaticString = "\"uid\""
        let limit = min(body.count, searched)
        var cursor = 0
        while cursor + key.utf8CodeUnitCount <= limit {
            let window = UnsafeRawBufferPointer(rebasing: body[cursor..<(cursor + key.utf8CodeUnitCount)])
            if body[cursor] == UInt8(ascii: "\""), Bytes.areSame(window, UnsafeRawBufferPointer(key)) {
                return value(in: body, from: cursor + key.utf8CodeUnitCount, limit: limit)
            }
            cursor += 1
        }
        return nil
    }

    private static func value(in body: UnsafeRawBufferPointer, from start: Int, limit: Int) -> Range<Int>? {
        var cursor = skipSpace(body, from: start, limit: limit)
        guard cursor < limit, body[cursor] == UInt8(ascii: ":") else { return nil }
        cursor = skipSpace(body, from: cursor + 1, limit: limit)
        guard cursor < limit, body[cursor] == UInt8(ascii: "\"") else { return nil }
        let text = cursor + 1
        cursor = text
        while cursor < limit, isPlain(body[cursor]) { cursor += 1 }
        guard cursor < limit, body[cursor] == UInt8(ascii: "\""), (1...longest).contains(cursor - text) else {
            return nil
        }
        return text..<cursor
    }

    private static func skipSpace(_ body: UnsafeRawBufferPointer, from start: Int, limit: Int) -> Int {
        var cursor = start
        while cursor < limit, [0x20, 0x0A, 0x0D, 0x09].contains(body[cursor]) { cursor += 1 }
        return cursor
    }

    /// Printable ASCII that JSON writes as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// An API server writes the uid within the first 200 bytes.
    private static let searched = 1024
    /// Longer ones are refused.
    private static let longest = 256
}
