/// Why a text is no JSON, and the byte at which it is not.
struct JSONScanFailure: Error {
    var message: String
    var offset: Int
}

/// Reads one JSON value onto a tape. Not recursive, so that depth costs no stack.
///
/// It reads through pointers without asking at each byte whether it may. INVARIANTS, beside those of `DocumentStorage`:
/// - `cursor` never passes the first byte after the text. That one is zero, which is no part of any token, so every loop
///   and every comparison ends there at the latest; loads of up to 16 bytes from there stay within the padding.
/// - An entry is written only after `size < room` was seen, and `room` is never more than the tape's capacity.
/// - While a container is open, its entry's `next` is the index of the one around it, plus one, and its `length` what was
///   counted in it before the innermost one was opened.
struct JSONScanner {
    let storage: DocumentStorage
    let limits: ParseLimits
    let bytes: JSONBytes
    let count: Int

    init(_ storage: DocumentStorage, limits: ParseLimits) {
        self.storage = storage
        self.limits = limits
        bytes = JSONBytes(start: UnsafePointer(storage.source))
        count = storage.sourceCount
    }

    /// One value and nothing after it.
    func scan() throws(JSONScanFailure) {
        let bytes = bytes
        let maximumDepth = limits.depth
        var tape = Tape(storage, limit: limits.nodes)
        var open = Open()
        var cursor = bytes.skipSpace(from: 0)
        values: while true {
            if open.isObject {
                guard bytes[cursor] == UInt8(ascii: "\"") else { throw fail(expectedKey, cursor) }
                if tape.isFull { tape = try grown(tape, at: cursor) }
                cursor = try string(bytes, at: cursor, to: &tape)
                cursor = bytes.skipSpace(from: cursor)
                guard bytes[cursor] == UInt8(ascii: ":") else { throw fail(expectedColon, cursor) }
                cursor = bytes.skipSpace(from: cursor &+ 1)
            }
            if tape.isFull { tape = try grown(tape, at: cursor) }
            open.count &+= 1
            let first = bytes[cursor]
            if first == UInt8(ascii: "\"") {
                cursor = try string(bytes, at: cursor, to: &tape)
            } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                guard open.depth < maximumDepth else { throw fail(tooDeep(maximumDepth), cursor) }
                open.enter(&tape, first, at: cursor)
                cursor = bytes.skipSpace(from: cursor &+ 1)
                if bytes[cursor] != open.closer { continue values }
            } else if first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") {
                cursor = try number(bytes, at: cursor, to: &tape)
            } else {
                cursor = try literal(bytes, at: cursor, to: &tape)
            }
            // A value has ended: a comma or the end of what is around it must follow.
            while open.depth > 0 {
                cursor = bytes.skipSpace(from: cursor)
                let byte = bytes[cursor]
                if byte == UInt8(ascii: ",") {
                    cursor = bytes.skipSpace(from: cursor &+ 1)
                    continue values
                }
                guard byte == open.closer else {
                    throw fail(open.isObject ? expectedCommaOrBrace : expectedCommaOrBracket, cursor)
                }
                cursor = cursor &+ 1
                if open.isObject, open.count > 1 { try refuseDuplicates(tape, open) }
                open.leave(&tape)
            }
            break
        }
        cursor = bytes.skipSpace(from: cursor)
        guard cursor == count else { throw fail(trailingData, cursor) }
        storage.tapeCount = tape.size
    }

    /// A string, which in most cases is plain ASCII to its end.
    @inline(__always) private func string(
        _ bytes: JSONBytes, at quote: Int, to tape: inout Tape
    ) throws(JSONScanFailure) -> Int {
        let end = bytes.plainEnd(from: quote &+ 1)
        guard bytes[end] == UInt8(ascii: "\"") else {
            let (entry, after) = try unusualString(at: quote, plainUpTo: end)
            tape.append(entry)
            return after
        }
        tape.append(.text(.string, from: quote &+ 1, to: end, beginning: quote))
        return end &+ 1
    }

    @inline(__always) private func number(
        _ bytes: JSONBytes, at start: Int, to tape: inout Tape
    ) throws(JSONScanFailure) -> Int {
        var end = start
        if let plain = bytes.plainIntegerEnd(from: start) {
            end = plain
        } else {
            end = try unusualNumberEnd(from: start)
        }
        tape.append(.text(.number, from: start, to: end, beginning: start))
        return end
    }

    @inline(never) private func unusualNumberEnd(from start: Int) throws(JSONScanFailure) -> Int {
        let text = UnsafeBufferPointer(start: bytes.start, count: count)
        guard let end = JSONNumber.end(in: text.span, from: start) else { throw fail(badNumber, start) }
        return end
    }

    @inline(__always) private func literal(
        _ bytes: JSONBytes, at start: Int, to tape: inout Tape
    ) throws(JSONScanFailure) -> Int {
        let word = bytes.word(at: start)
        if word == Self.true || word == Self.null {
            let kind = word == Self.true ? Document.Kind.bool : .null
            tape.append(.text(kind, from: start, to: start &+ 4, beginning: start, truth: word == Self.true))
            return start &+ 4
        }
        guard word == Self.fals, bytes[start &+ 4] == UInt8(ascii: "e") else { throw fail(expectedValue, start) }
        tape.append(.text(.bool, from: start, to: start &+ 5, beginning: start))
        return start &+ 5
    }

    /// What `open` is about to close.
    @inline(__always) private func refuseDuplicates(_ tape: Tape, _ open: Open) throws(JSONScanFailure) {
        let keys = DuplicateKeys(
            tape: UnsafePointer(tape.entries), source: bytes.start, arena: UnsafePointer(storage.arena), isPadded: true)
        guard let duplicate = keys.first(in: open.index, count: Int(open.count), end: tape.size) else { return }
        throw JSONScanFailure(message: duplicateKey, offset: Int(tape.entries[duplicate].next))
    }

    @inline(never) private func grown(_ tape: Tape, at cursor: Int) throws(JSONScanFailure) -> Tape {
        var tape = tape
        tape.room = min(storage.growTape(keeping: tape.size, limit: limits.nodes), limits.nodes)
        tape.entries = storage.tape
        guard !tape.isFull else { throw fail(tooManyNodes(limits.nodes), cursor) }
        return tape
    }

    /// A byte is not what it should be: where it is behind the text, the text has ended too soon.
    @inline(never) func fail(_ message: String, _ offset: Int) -> JSONScanFailure {
        JSONScanFailure(message: offset < count ? message : unexpectedEnd, offset: offset)
    }

    // The first four bytes, little-endian.
    private static let `true`: UInt32 = 0x6575_7274
    private static let null: UInt32 = 0x6C6C_756E
    private static let fals: UInt32 = 0x736C_6166
}

/// The tape as it is written.
private struct Tape {
    var entries: UnsafeMutablePointer<Document.Entry>
    var size = 0
    var room: Int

    init(_ storage: DocumentStorage, limit: Int) {
        entries = storage.tape
        room = min(storage.tapeCapacity, limit)
    }

    @inline(__always) var isFull: Bool { size >= room }

    @inline(__always) mutating func append(_ entry: Document.Entry) {
        entries[size] = entry
        size &+= 1
    }
}

/// The innermost container that is open.
private struct Open {
    var index = 0
    var depth = 0
    var count: UInt32 = 0
    var closer: UInt8 = 0

    @inline(__always) var isObject: Bool { closer == UInt8(ascii: "}") }

    @inline(__always) mutating func enter(_ tape: inout Tape, _ opener: UInt8, at offset: Int) {
        if depth > 0 { tape.entries[index].length = count }
        let around = depth > 0 ? index &+ 1 : 0
        index = tape.size
        depth &+= 1
        count = 0
        // In ASCII each closing bracket stands two places behind its opening one.
        closer = opener &+ 2
        tape.append(
            Document.Entry(
                kind: isObject ? .object : .array, offset: UInt32(truncatingIfNeeded: offset), length: 0,
                next: UInt32(truncatingIfNeeded: around)))
    }

    @inline(__always) mutating func leave(_ tape: inout Tape) {
        let around = Int(tape.entries[index].next)
        tape.entries[index].length = count
        tape.entries[index].next = UInt32(truncatingIfNeeded: tape.size)
        depth &-= 1
        guard around > 0 else { return }
        index = around &- 1
        count = tape.entries[index].length
        closer = tape.entries[index].kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
    }
}

extension Document.Entry {
    // The text's size was checked against UInt32 before it was read.
    @inline(__always) fileprivate static func text(
        _ kind: Document.Kind, from start: Int, to end: Int, beginning: Int, truth: Bool = false
    ) -> Document.Entry {
        Document.Entry(
            kind: kind, truth: truth, offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: end &- start), next: UInt32(truncatingIfNeeded: beginning))
    }
}

// MARK: - What the user reads

private let unexpectedEnd = "the JSON ends in the middle of a value"
private let trailingData = "there is more after the end of the JSON value"
private let expectedValue = "expected a JSON value"
private let expectedKey = "expected a key in double quotes"
private let expectedColon = "expected ':' after the key"
private let expectedCommaOrBrace = "expected ',' or '}'"
private let expectedCommaOrBracket = "expected ',' or ']'"
private let badNumber = "this is no JSON number"
private let duplicateKey = "this key stands in the object already"
private func tooDeep(_ limit: Int) -> String { "nested deeper than the limit of \(limit)" }
private func tooManyNodes(_ limit: Int) -> String { "more values than the limit of \(limit)" }
