/// A place in a file: line and column, both from 1; columns count Unicode scalars.
package struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of the byte at `offset`; past the end it is the end.
    package init(offset: Int, in source: [UInt8]) {
        self.init(line: 1, column: 1)
        let offset = max(0, min(offset, source.count))
        source.withUnsafeBytes { advance(over: UnsafeRawBufferPointer(rebasing: $0[..<offset])) }
    }

    /// Moves behind `bytes`, which may begin and end in the middle of a scalar.
    mutating func advance(over bytes: UnsafeRawBufferPointer) {
        let newline = UInt8(ascii: "\n")
        var lines = 0
        for byte in bytes { lines &+= byte == newline ? 1 : 0 }
        var rest = bytes
        if lines > 0, let last = bytes.lastIndex(of: newline) {
            line += lines
            column = 1
            rest = UnsafeRawBufferPointer(rebasing: bytes[(last + 1)...])
        }
        // Continuation bytes of UTF-8 (0b10xx_xxxx) begin no scalar.
        for byte in rest { column &+= byte & 0b1100_0000 == 0b1000_0000 ? 0 : 1 }
    }

    package var description: String { "\(line):\(column)" }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
