/// Where places of a text are in its bytes: what turns a `SourcePosition` back into an offset.
package struct SourceOffsets: Sendable {
    private let bytes: [UInt8]
    /// Where each line begins, as the parser of the text counts lines.
    private let lines: [Int]

    /// - Parameter isJSON: whether the text was read as JSON, where only a line feed ends a line.
    package init(_ bytes: [UInt8], isJSON: Bool) {
        self.bytes = bytes
        // A byte order mark takes no column.
        var lines = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        bytes.withUnsafeBytes { bytes in
            var offset = lines[0]
            while offset < bytes.count {
                offset = isJSON ? Self.behindLineFeed(offset, bytes) : YAMLLines.end(ofLineAt: offset, in: bytes)
                if offset < bytes.count { lines.append(offset) }
            }
        }
        self.lines = lines
    }

    /// The byte at a place; nil where the text has no such place. Columns count Unicode scalars.
    package func offset(of position: SourcePosition) -> Int? {
        guard position.line >= 1, position.line <= lines.count, position.column >= 1 else { return nil }
        let end = position.line < lines.count ? lines[position.line] : bytes.count
        var offset = lines[position.line - 1]
        for _ in 1..<position.column {
            guard offset < end else { return nil }
            offset += 1
            // Continuation bytes of UTF-8 (0b10xx_xxxx) begin no scalar.
            while offset < end, bytes[offset] & 0b1100_0000 == 0b1000_0000 { offset += 1 }
        }
        return offset
    }

    private static func behindLineFeed(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }
}
