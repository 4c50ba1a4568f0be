/// Why a text is no JSON, and the byte at which it is not.
struct JSONScanFailure: Error {
    var message: String
    var offset: Int
}

/// One container that is still open.
private struct Frame {
    var entry: Int
    var count: UInt32
    var isObject: Bool
}

/// Reads one JSON value onto a tape. Not recursive, so that depth costs no stack.
struct JSONScanner {
    let limits: ParseLimits
    var tape: [Document.Entry] = []
    var arena: [UInt8] = []
    private var frames: [Frame] = []
    var cursor = 0

    init(limits: ParseLimits, capacity: Int) {
        self.limits = limits
        tape.reserveCapacity(min(capacity, limits.nodes))
    }

    /// One value and nothing after it.
    mutating func document(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        skipSpace(bytes)
        var wantsValue = true
        while true {
            if wantsValue {
                wantsValue = try value(bytes)
                if wantsValue { continue }
            }
            guard let frame = frames.last else { break }
            // A value has ended inside `frame`: a comma or its end must follow.
            skipSpace(bytes)
            guard cursor < bytes.count else { throw fail(unexpectedEnd) }
            let byte = bytes[cursor]
            if byte == UInt8(ascii: ",") {
                cursor += 1
                skipSpace(bytes)
                if frame.isObject { try key(bytes) }
                wantsValue = true
            } else if byte == (frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                cursor += 1
                try close(bytes)
            } else {
                throw fail(frame.isObject ? expectedCommaOrBrace : expectedCommaOrBracket)
            }
        }
        skipSpace(bytes)
        guard cursor == bytes.count else { throw fail(trailingData) }
    }

    /// Reads one scalar, or opens a container. True where the next thing must be a value again.
    private mutating func value(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) -> Bool {
        guard cursor < bytes.count else { throw fail(unexpectedEnd) }
        if let last = frames.indices.last { frames[last].count += 1 }
        switch bytes[cursor] {
        case UInt8(ascii: "{"):
            try open(isObject: true)
            skipSpace(bytes)
            if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "}") {
                cursor += 1
                try close(bytes)
                return false
            }
            try key(bytes)
            return true
        case UInt8(ascii: "["):
            try open(isObject: false)
            skipSpace(bytes)
            if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "]") {
                cursor += 1
                try close(bytes)
                return false
            }
            return true
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "t"): try literal(bytes, "true", .bool, truth: true)
        case UInt8(ascii: "f"): try literal(bytes, "false", .bool)
        case UInt8(ascii: "n"): try literal(bytes, "null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes)
        default: throw fail(expectedValue)
        }
        return false
    }

    private mutating func key(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        guard cursor < bytes.count else { throw fail(unexpectedEnd) }
        guard bytes[cursor] == UInt8(ascii: "\"") else { throw fail(expectedKey) }
        try string(bytes)
        skipSpace(bytes)
        guard cursor < bytes.count else { throw fail(unexpectedEnd) }
        guard bytes[cursor] == UInt8(ascii: ":") else { throw fail(expectedColon) }
        cursor += 1
        skipSpace(bytes)
    }

    private mutating func open(isObject: Bool) throws(JSONScanFailure) {
        guard frames.count < limits.depth else { throw fail(tooDeep(limits.depth)) }
        frames.append(Frame(entry: tape.count, count: 0, isObject: isObject))
        try append(
            Document.Entry(kind: isObject ? .object : .array, offset: UInt32(cursor), length: 0, next: 0))
        cursor += 1
    }

    private mutating func close(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        guard let frame = frames.popLast() else { return }
        tape[frame.entry].length = frame.count
        tape[frame.entry].next = UInt32(tape.count)
        if frame.isObject { try refuseDuplicates(bytes, frame.entry) }
    }

    mutating func append(_ entry: Document.Entry) throws(JSONScanFailure) {
        guard tape.count < limits.nodes else { throw fail(tooManyNodes(limits.nodes)) }
        tape.append(entry)
    }

    private mutating func literal(
        _ bytes: borrowing Span<UInt8>, _ text: StaticString, _ kind: Document.Kind, truth: Bool = false
    ) throws(JSONScanFailure) {
        let start = cursor
        let matches = text.withUTF8Buffer { wanted in
            guard bytes.count - start >= wanted.count else { return false }
            for (position, byte) in wanted.enumerated() where bytes[start + position] != byte { return false }
            return true
        }
        guard matches else { throw fail(expectedValue) }
        cursor += text.utf8CodeUnitCount
        try append(
            Document.Entry(
                kind: kind, truth: truth, offset: UInt32(start), length: UInt32(cursor - start), next: UInt32(start)))
    }

    private mutating func number(_ bytes: borrowing Span<UInt8>) throws(JSONScanFailure) {
        let start = cursor
        guard let end = JSONNumber.end(in: bytes, from: start) else { throw fail(badNumber) }
        cursor = end
        try append(
            Document.Entry(
                kind: .number, offset: UInt32(start), length: UInt32(cursor - start), next: UInt32(start)))
    }

    private mutating func skipSpace(_ bytes: borrowing Span<UInt8>) {
        while cursor < bytes.count {
            switch bytes[cursor] {
            case 0x20, 0x0A, 0x0D, 0x09: cursor += 1
            default: return
            }
        }
    }

    /// Keys are compared as they are after unescaping: `"a"` and `"\u0061"` are the same key.
    private func refuseDuplicates(_ bytes: borrowing Span<UInt8>, _ object: Int) throws(JSONScanFailure) {
        let duplicate = bytes.withUnsafeBytes { source in
            arena.withUnsafeBytes { DuplicateKeys.first(in: tape, object: object, source: source, arena: $0) }
        }
        guard let duplicate else { return }
        throw JSONScanFailure(message: duplicateKey, offset: Int(tape[duplicate].next))
    }

    func fail(_ message: String) -> JSONScanFailure { JSONScanFailure(message: message, offset: cursor) }
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
