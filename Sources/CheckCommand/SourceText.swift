import KubernetesModel

/// The text of one file by lines, to say where a value ends that is known by where it begins.
package struct SourceText: Sendable {
    private let bytes: [UInt8]
    /// Where each line begins.
    private let lineStarts: [Int]
    /// Whether the whole text is JSON, where every value stands inside braces or brackets.
    private let isJSON: Bool

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let first = bytes.first { $0 > UInt8(ascii: " ") }
        isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        // A byte order mark takes no column.
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// The place after the last character of the scalar that begins at `start`; nil where none begins there.
    package func end(of start: SourcePosition) -> SourcePosition? {
        guard let offset = offset(of: start), offset < bytes.count else { return nil }
        let last: Int?
        switch bytes[offset] {
        case UInt8(ascii: "\""): last = endOfDoubleQuoted(from: offset)
        case UInt8(ascii: "'"): last = endOfSingleQuoted(from: offset)
        case UInt8(ascii: "|"), UInt8(ascii: ">"): last = endOfBlock(from: offset, line: start.line)
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"), UInt8(ascii: "\n"), UInt8(ascii: "#"): last = nil
        default: last = endOfPlain(from: offset)
        }
        guard let last, last > offset else { return nil }
        return position(of: last, from: start.line)
    }

    /// The byte at a place; columns count Unicode scalars.
    private func offset(of position: SourcePosition) -> Int? {
        guard position.line >= 1, position.line <= lineStarts.count, position.column >= 1 else { return nil }
        // Each value of a line walks that line: on a minified megabyte the sum would grow with its square.
        guard position.column <= longestLine else { return nil }
        var offset = lineStarts[position.line - 1]
        var column = 1
        while column < position.column {
            guard offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") else { return nil }
            offset += 1
            while offset < bytes.count, bytes[offset] & 0b1100_0000 == 0b1000_0000 { offset += 1 }
            column += 1
        }
        return offset
    }

    private func position(of offset: Int, from line: Int) -> SourcePosition {
        var line = line
        while line < lineStarts.count, lineStarts[line] <= offset { line += 1 }
        let column = bytes[lineStarts[line - 1]..<offset].count { $0 & 0b1100_0000 != 0b1000_0000 } + 1
        return SourcePosition(line: line, column: column)
    }

    private func endOfDoubleQuoted(from start: Int) -> Int? {
        var offset = start + 1
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\\"): offset += 2
            case UInt8(ascii: "\""): return offset + 1
            default: offset += 1
            }
        }
        return nil
    }

    private func endOfSingleQuoted(from start: Int) -> Int? {
        var offset = start + 1
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "'") else {
                offset += 1
                continue
            }
            guard offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "'") else { return offset + 1 }
            offset += 2
        }
        return nil
    }

    /// A plain scalar on one line: up to a comment, a `: `, or what ends it inside `{…}` and `[…]`.
    private func endOfPlain(from start: Int) -> Int {
        let before = bytes[lineStart(before: start)..<start]
        let isInFlow = isJSON || before.contains { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
        var offset = start
        scan: while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): break scan
            case UInt8(ascii: "#") where offset > start && isBlank(bytes[offset - 1]): break scan
            case UInt8(ascii: ":") where offset + 1 >= bytes.count || isBlank(bytes[offset + 1]): break scan
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
                if isInFlow { break scan }
            default: break
            }
            offset += 1
        }
        while offset > start, isBlank(bytes[offset - 1]) { offset -= 1 }
        return offset
    }

    /// A block scalar: its header and every line below that is empty or deeper than the line of the header.
    private func endOfBlock(from start: Int, line: Int) -> Int {
        let indent = indent(ofLine: line) ?? 0
        var end = endOfPlain(from: start)
        var next = line + 1
        while next <= lineStarts.count {
            if let depth = self.indent(ofLine: next) {
                guard depth > indent else { break }
                end = endOfLine(next)
            }
            next += 1
        }
        return end
    }

    /// Blanks in front of a line's text; nil for a line without any.
    private func indent(ofLine line: Int) -> Int? {
        let start = lineStarts[line - 1]
        let end = endOfLine(line)
        let text = bytes[start..<end].firstIndex { $0 != UInt8(ascii: " ") }
        return text.map { $0 - start }
    }

    private func endOfLine(_ line: Int) -> Int {
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > lineStarts[line - 1], bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return max(end, lineStarts[line - 1])
    }

    private func lineStart(before offset: Int) -> Int {
        var start = offset
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}

/// Columns after which the end of a value is not looked for.
private let longestLine = 16_384
