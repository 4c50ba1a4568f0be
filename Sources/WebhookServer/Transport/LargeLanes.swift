import NIOHTTP2

/// The turns of one connection's large bodies: a few are received at once, the others wait in order.
struct LargeLanes {
    private let width: Int
    private var receiving: Set<HTTP2StreamID> = []
    private var waiting: [HTTP2StreamID] = []

    init(width: Int) { self.width = max(1, width) }

    mutating func wait(_ id: HTTP2StreamID) { waiting.append(id) }

    /// The next one, where there is room for it.
    mutating func next() -> HTTP2StreamID? {
        guard receiving.count < width, !waiting.isEmpty else { return nil }
        let id = waiting.removeFirst()
        receiving.insert(id)
        return id
    }

    /// - Returns: whether that made room.
    @discardableResult
    mutating func remove(_ id: HTTP2StreamID) -> Bool {
        if receiving.remove(id) != nil { return true }
        waiting.removeAll { $0 == id }
        return false
    }
}
