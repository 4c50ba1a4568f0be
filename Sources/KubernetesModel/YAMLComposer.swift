/// Puts the events of one YAML document on a tape, resolved as JSON would hold them.
struct YAMLComposer {
    // libyaml's work for each token grows with the `[` and `{` that are open.
    private static let maximumFlowDepth = 48

    let limits: ParseLimits
    var tape: [Document.Entry] = []
    var arena: [UInt8] = []
    var marks: [Document.Mark] = []
    var frames: [Frame] = []
    var anchors: [String: Anchor] = [:]
    private var flowDepth = 0
    var aliases = 0
    /// Values and keys that aliases and merge keys have copied.
    var copies = 0
    /// Names of the anchors that stand on the tape, in the order of their places.
    var placedAnchors: [(name: String, index: Int)] = []
    /// Anchored values whose place on the tape a merge key has taken, or a key's text.
    var shelf = YAMLShelf()

    init(limits: ParseLimits) { self.limits = limits }

    /// One collection that is still open.
    struct Frame {
        var entry: Int
        var count: UInt32 = 0
        var isObject: Bool
        var wantsKey: Bool
        var isFlow: Bool
        /// Whether the next value belongs to a merge key.
        var merges = false
        var hasMerge = false
        /// Collections within this one, itself included.
        var height = 1
        var anchor: String?
    }

    /// What an alias stands for.
    struct Anchor {
        var index: Int
        var height: Int
        var isOpen: Bool
        var isShelved = false
    }

    /// The document; nil where it is empty or null.
    func document() -> Document? {
        guard let first = tape.first, first.kind != .null else { return nil }
        // Copies of just the size that is needed: the next document uses the memory again.
        let marks = marks.withUnsafeBufferPointer { Array($0) }
        let storage = arena.withUnsafeBufferPointer { arena in
            tape.withUnsafeBufferPointer { DocumentStorage(arena: arena, tape: $0, marks: marks) }
        }
        return Document(storage, tellsPlaces: true)
    }

    /// Forgets the last document.
    mutating func reset() {
        tape.removeAll(keepingCapacity: true)
        arena.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        frames.removeAll(keepingCapacity: true)
        anchors.removeAll(keepingCapacity: true)
        placedAnchors.removeAll(keepingCapacity: true)
        shelf = YAMLShelf()
        (flowDepth, aliases, copies) = (0, 0, 0)
    }

    mutating func add(_ event: YAMLEvents.Kind, _ events: borrowing YAMLEvents) throws(ParseError) {
        switch event {
        case .scalar: try scalar(events)
        case .alias: try alias(events)
        case .mappingStart: try open(events, isObject: true)
        case .sequenceStart: try open(events, isObject: false)
        case .mappingEnd, .sequenceEnd: try close()
        case .documentStart, .documentEnd, .streamEnd: break
        }
    }

    var wantsKey: Bool { frames.last?.wantsKey ?? false }

    /// Takes note that a key or a value is complete.
    mutating func finish(height: Int) {
        guard let last = frames.indices.last else { return }
        frames[last].height = max(frames[last].height, height + 1)
        if frames[last].wantsKey {
            frames[last].wantsKey = false
            return
        }
        frames[last].count += 1
        frames[last].merges = false
        frames[last].wantsKey = frames[last].isObject
    }

    mutating func append(_ entry: Document.Entry, _ mark: Document.Mark) throws(ParseError) {
        guard tape.count < limits.nodes else { throw ParseError(tooManyNodes(limits.nodes), at: mark.position) }
        tape.append(entry)
        marks.append(mark)
    }

    mutating func place(_ anchor: Anchor, as name: String) {
        anchors[name] = anchor
        if !anchor.isShelved { placedAnchors.append((name, anchor.index)) }
    }

    // MARK: Collections

    private mutating func open(_ events: borrowing YAMLEvents, isObject: Bool) throws(ParseError) {
        let mark = events.mark
        guard !wantsKey else { throw ParseError(keyIsCollection, at: mark.position) }
        guard frames.count < limits.depth else { throw ParseError(tooDeep(limits.depth), at: mark.position) }
        if events.isFlow { flowDepth += 1 }
        guard flowDepth <= Self.maximumFlowDepth else {
            throw ParseError(tooDeepFlow(Self.maximumFlowDepth), at: mark.position)
        }
        var frame = Frame(entry: tape.count, isObject: isObject, wantsKey: isObject, isFlow: events.isFlow)
        if let name = events.anchor {
            frame.anchor = name
            place(Anchor(index: tape.count, height: 0, isOpen: true), as: name)
        }
        frames.append(frame)
        try append(Document.Entry(kind: isObject ? .object : .array, offset: 0, length: 0, next: 0), mark)
    }

    private mutating func close() throws(ParseError) {
        guard let frame = frames.popLast() else { return }
        if frame.isFlow { flowDepth -= 1 }
        tape[frame.entry].length = frame.count
        tape[frame.entry].next = UInt32(truncatingIfNeeded: tape.count)
        if frame.hasMerge {
            try merge(frame.entry)
        } else if frame.isObject {
            try refuseDuplicates(frame.entry)
        }
        if let name = frame.anchor, let anchor = anchors[name], anchor.isOpen, anchor.index == frame.entry {
            anchors[name] = Anchor(index: frame.entry, height: frame.height, isOpen: false)
        }
        finish(height: frame.height)
    }

    private func refuseDuplicates(_ object: Int) throws(ParseError) {
        let duplicate = arena.withUnsafeBufferPointer { arena in
            tape.withUnsafeBufferPointer { tape in
                tape.baseAddress.flatMap { tape in
                    DuplicateKeys(tape: tape, source: nil, arena: arena.baseAddress, isPadded: false).first(in: object)
                }
            }
        }
        if let duplicate { throw ParseError(duplicateKey, at: marks[duplicate].position) }
    }
}

extension Document.Mark {
    var position: SourcePosition { SourcePosition(line: Int(line), column: Int(column)) }
}

// MARK: - What the user reads

private let keyIsCollection = "a key must be a scalar, not a list or a map"
private let duplicateKey = "this key stands in the object already"
private func tooDeep(_ limit: Int) -> String { "nested deeper than the limit of \(limit)" }
private func tooDeepFlow(_ limit: Int) -> String { "more than \(limit) brackets and braces within each other" }
private func tooManyNodes(_ limit: Int) -> String { "more values than the limit of \(limit)" }
