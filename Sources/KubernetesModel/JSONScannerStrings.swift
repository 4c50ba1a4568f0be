/// Strings with escapes or with more than ASCII in them: checked to be UTF-8, and copied only where an escape stands.
extension JSONScanner {
    /// The rest of a string whose bytes up to `end` are plain.
    ///
    /// - Returns: its entry, and where it is over.
    @inline(never) func unusualString(
        at quote: Int, plainUpTo end: Int
    ) throws(JSONScanFailure) -> (entry: Document.Entry, after: Int) {
        let start = quote + 1
        var cursor = end
        while bytes[cursor] >= 0x80 { cursor = bytes.plainEnd(from: try multibyteEnd(from: cursor)) }
        if bytes[cursor] == UInt8(ascii: "\"") {
            let entry = Document.Entry(
                kind: .string, offset: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: cursor - start), next: UInt32(truncatingIfNeeded: quote))
            return (entry, cursor + 1)
        }
        // What is decoded is never longer than what it is decoded from, so the arena has room for all strings.
        var writer = ArenaWriter(storage)
        let begin = writer.size
        writer.copy(bytes.start + start, count: cursor - start)
        while true {
            let byte = bytes[cursor]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                cursor = try escape(at: cursor, to: &writer)
            } else if byte >= 0x80 {
                let after = try multibyteEnd(from: cursor)
                writer.copy(bytes.start + cursor, count: after - cursor)
                cursor = after
            } else {
                throw fail(controlCharacter, cursor)
            }
            cursor = plain(from: cursor, to: &writer)
        }
        storage.arenaCount = writer.size
        let entry = Document.Entry(
            kind: .string, inArena: true, offset: UInt32(truncatingIfNeeded: begin),
            length: UInt32(truncatingIfNeeded: writer.size - begin), next: UInt32(truncatingIfNeeded: quote))
        return (entry, cursor + 1)
    }

    /// Copies up to the next byte that is not plain.
    @inline(__always) private func plain(from start: Int, to writer: inout ArenaWriter) -> Int {
        var cursor = start
        while true {
            let found = bytes.plainCount(from: cursor)
            writer.copySixteen(bytes.start + cursor, keeping: found)
            cursor = cursor &+ found
            if found < 16 { return cursor }
        }
    }

    @inline(__always) private func escape(at start: Int, to writer: inout ArenaWriter) throws(JSONScanFailure) -> Int {
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): writer.put(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): writer.put(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): writer.put(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): writer.put(0x08)
        case UInt8(ascii: "f"): writer.put(0x0C)
        case UInt8(ascii: "n"): writer.put(0x0A)
        case UInt8(ascii: "r"): writer.put(0x0D)
        case UInt8(ascii: "t"): writer.put(0x09)
        case UInt8(ascii: "u"): return try scalar(at: start, to: &writer)
        default: throw JSONScanFailure(message: start + 1 < count ? badEscape : unexpectedEnd, offset: start)
        }
        return start + 2
    }

    /// `\u` and four digits, or two of them for what needs a pair of surrogates.
    private func scalar(at start: Int, to writer: inout ArenaWriter) throws(JSONScanFailure) -> Int {
        var cursor = start + 6
        var code = try hex4(at: start + 2)
        if code & 0xFC00 == 0xD800 {
            guard bytes[cursor] == UInt8(ascii: "\\"), bytes[cursor + 1] == UInt8(ascii: "u") else {
                throw JSONScanFailure(message: loneSurrogate, offset: start)
            }
            let low = try hex4(at: cursor + 2)
            guard low & 0xFC00 == 0xDC00 else { throw JSONScanFailure(message: loneSurrogate, offset: start) }
            code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
            cursor += 6
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONScanFailure(message: loneSurrogate, offset: start) }
        for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { writer.put(unit) }
        return cursor
    }

    private func hex4(at start: Int) throws(JSONScanFailure) -> UInt32 {
        guard start + 4 <= count else { throw JSONScanFailure(message: unexpectedEnd, offset: start) }
        var code: UInt32 = 0
        for cursor in start..<(start + 4) {
            let digit: UInt8
            switch bytes[cursor] {
            case let byte where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw fail(badEscape, cursor)
            }
            code = code << 4 | UInt32(digit)
        }
        return code
    }

    /// The end of one scalar of two to four bytes, well-formed by the Unicode Standard's table 3-7. The zeros behind the
    /// text are no part of any.
    @inline(__always) private func multibyteEnd(from start: Int) throws(JSONScanFailure) -> Int {
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch bytes[start] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)
        case 0xED: (length, high) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF4: (length, high) = (4, 0x8F)
        case 0xF1...0xF3: length = 4
        default: throw fail(badUTF8, start)
        }
        guard bytes[start + 1] >= low, bytes[start + 1] <= high else { throw fail(badUTF8, start) }
        if length > 2 {
            guard bytes[start + 2] & 0xC0 == 0x80 else { throw fail(badUTF8, start) }
        }
        if length > 3 {
            guard bytes[start + 3] & 0xC0 == 0x80 else { throw fail(badUTF8, start) }
        }
        return start + length
    }
}

/// What is decoded, as it is written; `DocumentStorage` says why there is room for it.
private struct ArenaWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private(set) var size: Int

    init(_ storage: DocumentStorage) {
        start = storage.arena
        size = storage.arenaCount
    }

    @inline(__always) mutating func put(_ byte: UInt8) {
        start[size] = byte
        size += 1
    }

    @inline(__always) mutating func copy(_ bytes: UnsafePointer<UInt8>, count: Int) {
        (start + size).update(from: bytes, count: count)
        size += count
    }

    /// Copies sixteen bytes, of which those after `count` are written over by what comes next.
    @inline(__always) mutating func copySixteen(_ bytes: UnsafePointer<UInt8>, keeping count: Int) {
        let chunk = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD16<UInt8>.self)
        UnsafeMutableRawPointer(start + size).storeBytes(of: chunk, as: SIMD16<UInt8>.self)
        size += count
    }
}

// MARK: - What the user reads

private let unexpectedEnd = "the JSON ends in the middle of a value"
private let controlCharacter = "control characters in a string must be escaped"
private let badEscape = "this is no JSON escape"
private let badUTF8 = "this is not valid UTF-8"
private let loneSurrogate = "a surrogate must be one half of a pair"
