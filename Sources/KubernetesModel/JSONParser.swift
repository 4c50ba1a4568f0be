/// Reads strict JSON (RFC 8259) into a `Document`: UTF-8 only, no byte order mark, no duplicate keys, nothing after
/// the value, and bounds on size, depth and number of values.
package enum JSONParser {
    /// - Parameter tellsPlaces: whether values know their line and column; for what is no file, all are at the start.
    package static func parse(
        _ bytes: [UInt8], limits: ParseLimits = .standard, tellsPlaces: Bool = true
    ) throws(ParseError) -> Document {
        guard bytes.count <= limits.bytes, UInt32(exactly: bytes.count) != nil else {
            throw ParseError(tooLarge(limits.bytes), at: SourcePosition(line: 1, column: 1))
        }
        let storage = bytes.withUnsafeBufferPointer { bytes in
            DocumentStorage(copying: bytes, capacity: min(bytes.count / Self.bytesPerEntry, limits.nodes))
        }
        do throws(JSONScanFailure) {
            try JSONScanner(storage, limits: limits).scan()
        } catch {
            throw ParseError(error.message, at: SourcePosition(offset: error.offset, in: bytes))
        }
        return Document(storage, tellsPlaces: tellsPlaces)
    }

    package static func parse(
        _ text: String, limits: ParseLimits = .standard
    ) throws(ParseError) -> Document {
        try parse(Array(text.utf8), limits: limits)
    }

    /// Of `managedFields`, which are as dense as anything that people send; where there are more the tape grows.
    private static let bytesPerEntry = 4
}

// MARK: - What the user reads

private func tooLarge(_ limit: Int) -> String { "larger than the limit of \(limit) bytes" }
