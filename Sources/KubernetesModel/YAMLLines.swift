/// Lines of a text as libyaml counts them: ended by LF, CR, CRLF, NEL (U+0085), LS (U+2028) or PS (U+2029).
enum YAMLLines {
    /// The offset of the line `line`, from 0; the end where there are fewer.
    static func offset(ofLine line: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        var offset = 0
        var seen = 0
        while seen < line, offset < bytes.count {
            offset = end(ofLineAt: offset, in: bytes)
            seen += 1
        }
        return offset
    }

    /// The first line from `line` on that begins a document: `---`, and then a blank or nothing.
    static func nextDocument(from line: Int, in bytes: UnsafeRawBufferPointer) -> (line: Int, offset: Int)? {
        var current = line
        var start = offset(ofLine: line, in: bytes)
        while start < bytes.count {
            if beginsDocument(start, bytes) { return (current, start) }
            start = end(ofLineAt: start, in: bytes)
            current += 1
        }
        return nil
    }

    /// How many lines begin with the directive `%TAG`.
    static func tagDirectives(in bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for position in bytes.indices where bytes[position] == UInt8(ascii: "%") {
            // The last byte of every line break there is; a few characters more end in one of them, which does no harm.
            guard position == 0 || endsLine(bytes[position - 1]) else { continue }
            if bytes[position...].starts(with: "%TAG".utf8) { count += 1 }
        }
        return count
    }

    private static func endsLine(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x0D, 0x85, 0xA8, 0xA9: true
        default: false
        }
    }

    private static func beginsDocument(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard start + 3 <= bytes.count, bytes[start..<(start + 3)].allSatisfy({ $0 == UInt8(ascii: "-") }) else {
            return false
        }
        guard start + 3 < bytes.count else { return true }
        return [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start + 3])
    }

    /// The offset behind the line that holds `start`.
    static func end(ofLineAt start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        var cursor = start
        while cursor < bytes.count {
            let byte = bytes[cursor]
            cursor += 1
            switch byte {
            case 0x0A: return cursor
            case 0x0D:
                return cursor < bytes.count && bytes[cursor] == 0x0A ? cursor + 1 : cursor
            case 0xC2 where cursor < bytes.count && bytes[cursor] == 0x85: return cursor + 1
            case 0xE2
            where cursor + 1 < bytes.count && bytes[cursor] == 0x80 && bytes[cursor + 1] & 0xFE == 0xA8:
                return cursor + 2
            default: continue
            }
        }
        return cursor
    }
}
