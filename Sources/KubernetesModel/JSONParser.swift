/// Reads strict JSON (RFC 8259) into a `Document`: UTF-8 only, no byte order mark, no duplicate keys, nothing after
/// the value, and bounds on size, depth and number of values.
package enum JSONParser {
    package static func parse(
        _ bytes: [UInt8], limits: ParseLimits = .standard
    ) throws(ParseError) -> Document {
        guard bytes.count <= limits.bytes, UInt32(exactly: bytes.count) != nil else {
            throw ParseError(tooLarge(limits.bytes), at: SourcePosition(line: 1, column: 1))
        }
        var scanner = Scanner(limits: limits, capacity: bytes.count / 12 + 8)
        do throws(ScanFailure) {
            try scanner.document(bytes.span)
        } catch {
            throw ParseError(error.message, at: SourcePosition(offset: error.offset, in: bytes))
        }
        return Document(source: bytes, arena: scanner.arena, tape: scanner.tape)
    }

    package static func parse(
        _ text: String, limits: ParseLimits = .standard
    ) throws(ParseError) -> Document {
        try parse(Array(text.utf8), limits: limits)
    }
}

private struct ScanFailure: Error {
    var message: String
    var offset: Int
}

/// One container that is still open.
private struct Frame {
    var entry: Int
    var count: UInt32
    var isObject: Bool
}

private struct Scanner {
    let limits: ParseLimits
    var tape: [Document.Entry] = []
    var arena: [UInt8] = []
    var frames: [Frame] = []
    var cursor = 0

    init(limits: ParseLimits, capacity: Int) {
        self.limits = limits
        tape.reserveCapacity(min(capacity, limits.nodes))
    }

    /// One value and nothing after it. Not recursive, so that depth costs no stack.
    mutating func document(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
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
    private mutating func value(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) -> Bool {
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

    private mutating func key(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
        guard cursor < bytes.count else { throw fail(unexpectedEnd) }
        guard bytes[cursor] == UInt8(ascii: "\"") else { throw fail(expectedKey) }
        try string(bytes)
        skipSpace(bytes)
        guard cursor < bytes.count else { throw fail(unexpectedEnd) }
        guard bytes[cursor] == UInt8(ascii: ":") else { throw fail(expectedColon) }
        cursor += 1
        skipSpace(bytes)
    }

    private mutating func open(isObject: Bool) throws(ScanFailure) {
        guard frames.count < limits.depth else { throw fail(tooDeep(limits.depth)) }
        frames.append(Frame(entry: tape.count, count: 0, isObject: isObject))
        try append(
            Document.Entry(kind: isObject ? .object : .array, offset: UInt32(cursor), length: 0, next: 0))
        cursor += 1
    }

    private mutating func close(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
        guard let frame = frames.popLast() else { return }
        tape[frame.entry].length = frame.count
        tape[frame.entry].next = UInt32(tape.count)
        if frame.isObject { try refuseDuplicates(bytes, frame) }
    }

    private mutating func append(_ entry: Document.Entry) throws(ScanFailure) {
        guard tape.count < limits.nodes else { throw fail(tooManyNodes(limits.nodes)) }
        tape.append(entry)
    }

    private mutating func literal(
        _ bytes: borrowing Span<UInt8>, _ text: StaticString, _ kind: Document.Kind, truth: Bool = false
    ) throws(ScanFailure) {
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

    private mutating func number(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
        let start = cursor
        if bytes[cursor] == UInt8(ascii: "-") { cursor += 1 }
        guard cursor < bytes.count, Self.isDigit(bytes[cursor]) else { throw fail(badNumber) }
        if bytes[cursor] == UInt8(ascii: "0") {
            cursor += 1
        } else {
            digits(bytes)
        }
        if cursor < bytes.count, bytes[cursor] == UInt8(ascii: ".") {
            cursor += 1
            guard cursor < bytes.count, Self.isDigit(bytes[cursor]) else { throw fail(badNumber) }
            digits(bytes)
        }
        if cursor < bytes.count, bytes[cursor] | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "+") || bytes[cursor] == UInt8(ascii: "-") {
                cursor += 1
            }
            guard cursor < bytes.count, Self.isDigit(bytes[cursor]) else { throw fail(badNumber) }
            digits(bytes)
        }
        try append(
            Document.Entry(
                kind: .number, offset: UInt32(start), length: UInt32(cursor - start), next: UInt32(start)))
    }

    private mutating func digits(_ bytes: borrowing Span<UInt8>) {
        while cursor < bytes.count, Self.isDigit(bytes[cursor]) { cursor += 1 }
    }

    private mutating func string(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
        let quote = cursor
        cursor += 1
        let start = cursor
        while cursor < bytes.count {
            let byte = bytes[cursor]
            if byte == UInt8(ascii: "\"") {
                try append(
                    Document.Entry(
                        kind: .string, offset: UInt32(start), length: UInt32(cursor - start), next: UInt32(quote)))
                cursor += 1
                return
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(bytes, quote: quote, start: start) }
            guard byte >= 0x20 else { throw fail(controlCharacter) }
            if byte < 0x80 { cursor += 1 } else { try multibyte(bytes) }
        }
        throw fail(unexpectedEnd)
    }

    /// The rest of a string with an escape in it: decoded into the arena.
    private mutating func escapedString(
        _ bytes: borrowing Span<UInt8>, quote: Int, start: Int
    ) throws(ScanFailure) {
        let begin = arena.count
        for position in start..<cursor { arena.append(bytes[position]) }
        while cursor < bytes.count {
            let byte = bytes[cursor]
            if byte == UInt8(ascii: "\"") {
                try append(
                    Document.Entry(
                        kind: .string, inArena: true, offset: UInt32(begin), length: UInt32(arena.count - begin),
                        next: UInt32(quote)))
                cursor += 1
                return
            }
            if byte == UInt8(ascii: "\\") {
                try escape(bytes)
                continue
            }
            guard byte >= 0x20 else { throw fail(controlCharacter) }
            if byte < 0x80 {
                arena.append(byte)
                cursor += 1
            } else {
                let from = cursor
                try multibyte(bytes)
                for position in from..<cursor { arena.append(bytes[position]) }
            }
        }
        throw fail(unexpectedEnd)
    }

    private mutating func escape(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
        let start = cursor
        guard cursor + 1 < bytes.count else { throw fail(unexpectedEnd) }
        cursor += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): arena.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): arena.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): arena.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): arena.append(0x08)
        case UInt8(ascii: "f"): arena.append(0x0C)
        case UInt8(ascii: "n"): arena.append(0x0A)
        case UInt8(ascii: "r"): arena.append(0x0D)
        case UInt8(ascii: "t"): arena.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hex4(bytes)
            if code & 0xFC00 == 0xD800 {
                guard cursor + 1 < bytes.count, bytes[cursor] == UInt8(ascii: "\\"),
                    bytes[cursor + 1] == UInt8(ascii: "u")
                else { throw ScanFailure(message: loneSurrogate, offset: start) }
                cursor += 2
                let low = try hex4(bytes)
                guard low & 0xFC00 == 0xDC00 else { throw ScanFailure(message: loneSurrogate, offset: start) }
                code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(code) else { throw ScanFailure(message: loneSurrogate, offset: start) }
            for unit in String(scalar).utf8 { arena.append(unit) }
        default: throw ScanFailure(message: badEscape, offset: start)
        }
    }

    private mutating func hex4(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) -> UInt32 {
        guard cursor + 4 <= bytes.count else { throw fail(unexpectedEnd) }
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[cursor] {
            case let byte where Self.isDigit(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw fail(badEscape)
            }
            code = code << 4 | UInt32(digit)
            cursor += 1
        }
        return code
    }

    /// One scalar of two to four bytes, well-formed by the Unicode Standard's table 3-7.
    private mutating func multibyte(_ bytes: borrowing Span<UInt8>) throws(ScanFailure) {
        let first = bytes[cursor]
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)
        case 0xED: (length, high) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF4: (length, high) = (4, 0x8F)
        case 0xF1...0xF3: length = 4
        default: throw fail(badUTF8)
        }
        guard cursor + length <= bytes.count, (low...high).contains(bytes[cursor + 1]) else { throw fail(badUTF8) }
        var position = 2
        while position < length {
            guard bytes[cursor + position] & 0xC0 == 0x80 else { throw fail(badUTF8) }
            position += 1
        }
        cursor += length
    }

    private mutating func skipSpace(_ bytes: borrowing Span<UInt8>) {
        while cursor < bytes.count {
            switch bytes[cursor] {
            case 0x20, 0x0A, 0x0D, 0x09: cursor += 1
            default: return
            }
        }
    }

    /// Compares keys after unescaping: `"a"` and `"\u0061"` are the same key.
    private func refuseDuplicates(_ bytes: borrowing Span<UInt8>, _ frame: Frame) throws(ScanFailure) {
        guard frame.count > 1 else { return }
        let stop = Int(tape[frame.entry].next)
        if frame.count <= 8 {
            var left = frame.entry + 1
            while left < stop {
                var right = after(left + 1)
                while right < stop {
                    if sameKey(bytes, left, right) { throw duplicate(right) }
                    right = after(right + 1)
                }
                left = after(left + 1)
            }
            return
        }
        var seen = Set<[UInt8]>(minimumCapacity: Int(frame.count))
        var cursor = frame.entry + 1
        while cursor < stop {
            let entry = tape[cursor]
            var text: [UInt8] = []
            text.reserveCapacity(Int(entry.length))
            for position in Int(entry.offset)..<Int(entry.offset + entry.length) {
                text.append(entry.inArena ? arena[position] : bytes[position])
            }
            guard seen.insert(text).inserted else { throw duplicate(cursor) }
            cursor = after(cursor + 1)
        }
    }

    private func after(_ index: Int) -> Int {
        tape[index].kind == .array || tape[index].kind == .object ? Int(tape[index].next) : index + 1
    }

    private func sameKey(_ bytes: borrowing Span<UInt8>, _ left: Int, _ right: Int) -> Bool {
        let (left, right) = (tape[left], tape[right])
        guard left.length == right.length else { return false }
        for position in 0..<Int(left.length) {
            let ours = left.inArena ? arena[Int(left.offset) + position] : bytes[Int(left.offset) + position]
            let theirs = right.inArena ? arena[Int(right.offset) + position] : bytes[Int(right.offset) + position]
            if ours != theirs { return false }
        }
        return true
    }

    private func duplicate(_ index: Int) -> ScanFailure {
        ScanFailure(message: duplicateKey, offset: Int(tape[index].next))
    }

    private func fail(_ message: String) -> ScanFailure { ScanFailure(message: message, offset: cursor) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

// MARK: - What the user reads

private let unexpectedEnd = "the JSON ends in the middle of a value"
private let trailingData = "there is more after the end of the JSON value"
private let expectedValue = "expected a JSON value"
private let expectedKey = "expected a key in double quotes"
private let expectedColon = "expected ':' after the key"
private let expectedCommaOrBrace = "expected ',' or '}'"
private let expectedCommaOrBracket = "expected ',' or ']'"
private let controlCharacter = "control characters in a string must be escaped"
private let badEscape = "this is no JSON escape"
private let badNumber = "this is no JSON number"
private let badUTF8 = "this is not valid UTF-8"
private let loneSurrogate = "a surrogate must be one half of a pair"
private let duplicateKey = "this key stands in the object already"
private func tooLarge(_ limit: Int) -> String { "larger than the limit of \(limit) bytes" }
private func tooDeep(_ limit: Int) -> String { "nested deeper than the limit of \(limit)" }
private func tooManyNodes(_ limit: Int) -> String { "more values than the limit of \(limit)" }
