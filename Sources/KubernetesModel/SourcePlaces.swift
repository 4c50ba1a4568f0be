import NIOConcurrencyHelpers

/// Finds line and column of a byte without reading the text from its beginning each time.
///
/// The first question reads the text once, up to the byte asked for, and leaves a checkpoint every kilobyte; a later
/// one starts at the nearest. So a report that names thousands of places in one file stays linear.
final class SourcePlaces: Sendable {
    private static let stride = 1024

    /// The position at each multiple of `stride`, as far as somebody has asked.
    private let checkpoints = NIOLockedValueBox<[SourcePosition]>([SourcePosition(line: 1, column: 1)])

    /// The place of the byte at `offset`; past the end it is the end.
    func position(ofOffset offset: Int, in source: UnsafeRawBufferPointer) -> SourcePosition {
        let offset = max(0, min(offset, source.count))
        let wanted = offset / Self.stride
        var position = checkpoints.withLockedValue { known in
            while known.count <= wanted, var next = known.last {
                let start = (known.count - 1) * Self.stride
                next.advance(over: UnsafeRawBufferPointer(rebasing: source[start..<(start + Self.stride)]))
                known.append(next)
            }
            return wanted < known.count ? known[wanted] : SourcePosition(line: 1, column: 1)
        }
        position.advance(over: UnsafeRawBufferPointer(rebasing: source[(wanted * Self.stride)..<offset]))
        return position
    }
}
