/// The lines between two layers: what leads to one target meets on one track, a column of its own among those that it would
/// touch.
struct Channel: Sendable {
    private struct Net {
        var target: Int
        /// Rows.
        var to: Int
        var from: [Int]
        /// nil where the line only goes straight on.
        var track: Int?

        var span: ClosedRange<Int> { min(to, from.min() ?? to)...max(to, from.max() ?? to) }
        var isStraight: Bool { from.allSatisfy { $0 == to } }
    }

    private var nets: [Net]
    private var tracks = 0

    init(_ links: [LineageLayers.Link], from: [Int], to: [Int]) {
        let byTarget = Dictionary(grouping: links, by: \.to)
        nets = byTarget.keys.sorted().map { target in
            Net(target: target, to: to[target], from: (byTarget[target] ?? []).map { from[$0.from] }.sorted())
        }
        var taken: [[ClosedRange<Int>]] = []
        for place in nets.indices where !nets[place].isStraight {
            let span = nets[place].span
            let track = taken.firstIndex { !$0.contains { $0.overlaps(span) } } ?? taken.count
            if track == taken.count { taken.append([]) }
            taken[track].append(span)
            nets[place].track = track
        }
        tracks = taken.count
    }

    /// A column before and behind each track, and the arrow.
    var width: Int { 2 * tracks + 3 }

    func draw(at start: Int, points: [LineageLayers.Slot], _ canvas: inout TerminalCanvas) {
        let end = start + width - 1
        for net in nets {
            let middle = net.track.map { start + 1 + 2 * $0 } ?? start
            for row in net.from {
                canvas.across(row, from: start, to: row == net.to ? end : middle, net: net.target)
                if row != net.to { canvas.along(middle, from: row, to: net.to, net: net.target) }
            }
            canvas.across(net.to, from: middle, to: end, net: net.target)
            if case .node = points[net.target] { canvas.write("▶", at: end, net.to) }
        }
    }
}
