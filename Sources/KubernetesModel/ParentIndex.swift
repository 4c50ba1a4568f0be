import NIOConcurrencyHelpers

/// The container of every value, built when the first path of a large document is asked for.
///
/// Descending to a value passes all that stands before it; for one path that is cheap, for each of thousands of
/// elements of one array it is quadratic.
final class ParentIndex: Sendable {
    /// Documents with fewer entries find their paths by descending.
    static let worthwhile = 2048

    private struct Table {
        var parents: [UInt32] = []
        /// Elements: their position in the array. Members: 0 for a key, 1 for a value.
        var ordinals: [UInt32] = []
    }

    /// One step of a path, seen from its end.
    struct Step {
        var parent: Int
        var ordinal: Int
    }

    private let table = NIOLockedValueBox<Table>(Table())

    /// The steps from the value at `index` up to `root`, innermost first; empty where `root` is not above it.
    func steps(from index: Int, to root: Int, in tape: UnsafeBufferPointer<Document.Entry>) -> [Step] {
        table.withLockedValue { table in
            if table.parents.isEmpty { table = Self.build(tape) }
            var steps: [Step] = []
            var current = index
            while current > root {
                let parent = Int(table.parents[current])
                steps.append(Step(parent: parent, ordinal: Int(table.ordinals[current])))
                current = parent
            }
            return current == root ? steps : []
        }
    }

    private static func build(_ tape: UnsafeBufferPointer<Document.Entry>) -> Table {
        var table = Table(
            parents: Array(repeating: 0, count: tape.count), ordinals: Array(repeating: 0, count: tape.count))
        var open: [(index: Int, stop: Int, isObject: Bool, seen: UInt32)] = []
        for (index, entry) in tape.enumerated() {
            while let last = open.last, last.stop <= index { open.removeLast() }
            if let last = open.indices.last {
                table.parents[index] = UInt32(truncatingIfNeeded: open[last].index)
                table.ordinals[index] = open[last].isObject ? open[last].seen & 1 : open[last].seen
                open[last].seen += 1
            }
            guard entry.isContainer else { continue }
            open.append((index: index, stop: Int(entry.next), isObject: entry.kind == .object, seen: 0))
        }
        return table
    }
}
