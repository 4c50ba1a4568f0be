/// The memory of one parsed text: its bytes, what was decoded out of them, and its tape.
///
/// INVARIANTS, on which every unchecked access to it rests:
/// - One parser writes it before anybody else knows of it. Nothing in it changes or moves afterwards, which is what makes
///   it `Sendable`; whoever reads it holds a reference to it.
/// - `padding` zero bytes follow the source, and `padding` bytes that may be read follow the arena, so that a parser may
///   load more at once than there is left. No offset on the tape is ever made from them.
/// - There is room in the arena for as many bytes as the source has.
/// - Each entry's text lies within the source or the arena; each container's `next` is the index after its last entry.
final class DocumentStorage: @unchecked Sendable {
    static let padding = 64

    let source: UnsafeMutablePointer<UInt8>
    let sourceCount: Int
    let arena: UnsafeMutablePointer<UInt8>
    /// Bytes of the arena that are in use.
    var arenaCount = 0
    private(set) var tape: UnsafeMutablePointer<Document.Entry>
    private(set) var tapeCapacity: Int
    /// Entries of the tape that are in use.
    var tapeCount = 0
    /// YAML only.
    let marks: [Document.Mark]

    /// Where all of it lies, but for a tape that has grown.
    private let block: MemoryBlock
    private var hasOwnTape = false

    private init(source: Int, arena: Int, tape: Int, marks: [Document.Mark]) {
        tapeCapacity = max(tape, 1)
        let tapeSize = tapeCapacity * MemoryLayout<Document.Entry>.stride
        block = MemoryBlock.take(tapeSize + source + arena + 2 * Self.padding)
        self.tape = block.start.bindMemory(to: Document.Entry.self, capacity: tapeCapacity)
        self.source = (block.start + tapeSize).bindMemory(to: UInt8.self, capacity: source + Self.padding)
        self.arena = (block.start + tapeSize + source + Self.padding)
            .bindMemory(to: UInt8.self, capacity: arena + Self.padding)
        sourceCount = source
        (self.source + source).initialize(repeating: 0, count: Self.padding)
        self.marks = marks
    }

    /// For a parser of JSON: a copy of `bytes`, and room for `capacity` entries.
    convenience init(copying bytes: UnsafeBufferPointer<UInt8>, capacity: Int) {
        self.init(source: bytes.count, arena: bytes.count, tape: capacity, marks: [])
        if let start = bytes.baseAddress { source.initialize(from: start, count: bytes.count) }
    }

    /// For what was composed elsewhere: copies of it.
    convenience init(
        arena: UnsafeBufferPointer<UInt8>, tape: UnsafeBufferPointer<Document.Entry>, marks: [Document.Mark]
    ) {
        self.init(source: 0, arena: arena.count, tape: tape.count, marks: marks)
        if let start = arena.baseAddress { self.arena.initialize(from: start, count: arena.count) }
        if let start = tape.baseAddress { self.tape.initialize(from: start, count: tape.count) }
        arenaCount = arena.count
        tapeCount = tape.count
    }

    deinit {
        if hasOwnTape { tape.deallocate() }
        MemoryBlock.give(block)
    }

    /// Makes room for more entries behind the first `count`, for no more than `limit` in all.
    ///
    /// - Returns: for how many there is room now.
    func growTape(keeping count: Int, limit: Int) -> Int {
        let larger = max(tapeCapacity, min(max(2 * tapeCapacity, 16), limit))
        guard larger > tapeCapacity else { return tapeCapacity }
        let moved = UnsafeMutablePointer<Document.Entry>.allocate(capacity: larger)
        moved.initialize(from: tape, count: count)
        if hasOwnTape { tape.deallocate() }
        hasOwnTape = true
        tape = moved
        tapeCapacity = larger
        return larger
    }
}
