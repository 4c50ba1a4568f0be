/// How far down each slot of each layer stands: near the middle of its neighbours, without overlap.
struct LineagePlacement: Sendable, Hashable {
    /// The upper edge of each slot, by layer and place in it; the smallest is 0.
    private(set) var tops: [[Int]]
    /// Down to the lower edge of the lowest slot.
    private(set) var height: Int
    private let heights: [[Int]]

    /// - Parameters:
    ///   - height: of a slot.
    ///   - gap: between two slots of one layer, at the least.
    init(_ layers: LineageLayers, gap: Int, height: (LineageLayers.Slot) -> Int) {
        heights = layers.layers.map { $0.map(height) }
        tops = heights.map { layer in
            var top = 0
            return layer.map { height in
                defer { top += height + gap }
                return top
            }
        }
        self.height = 0
        var before = heights.map { $0.map { _ in [Int]() } }
        var after = before
        for link in layers.links {
            before[link.layer + 1][link.to].append(link.from)
            after[link.layer][link.from].append(link.to)
        }
        for _ in 0..<4 {
            for layer in tops.indices.dropFirst() { align(layer, with: layer - 1, before[layer], gap) }
            for layer in tops.indices.dropLast().reversed() { align(layer, with: layer + 1, after[layer], gap) }
        }
        settle()
    }

    func middle(_ layer: Int, _ place: Int) -> Int { tops[layer][place] + heights[layer][place] / 2 }

    private mutating func align(_ layer: Int, with other: Int, _ neighbours: [[Int]], _ gap: Int) {
        let wanted = tops[layer].indices.map { place -> Int in
            let near = neighbours[place]
            guard !near.isEmpty else { return tops[layer][place] }
            let middle = near.reduce(0) { $0 + self.middle(other, $1) } / near.count
            return middle - heights[layer][place] / 2
        }
        // Pushed down where it must be, and up where it must be: half way between the two nothing overlaps either.
        var down = wanted
        for place in down.indices.dropFirst() {
            down[place] = max(down[place], down[place - 1] + heights[layer][place - 1] + gap)
        }
        var up = wanted
        for place in up.indices.dropLast().reversed() {
            up[place] = min(up[place], up[place + 1] - heights[layer][place] - gap)
        }
        tops[layer] = zip(down, up).map { Int((Double($0 + $1) / 2).rounded(.down)) }
    }

    private mutating func settle() {
        let first = tops.joined().min() ?? 0
        tops = tops.map { $0.map { $0 - first } }
        height = zip(tops.joined(), heights.joined()).map { $0 + $1 }.max() ?? 0
    }
}
