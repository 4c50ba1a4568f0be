/// Puts the events of one YAML document on a tape, resolved as JSON would hold them.
struct YAMLComposer {
    // libyaml's work for each token grows with the `[` and `{` that are open.
    private static let maximumFlowDepth = 48

    let limits: ParseLimits
    var tape: [Document.Entry] = []
    var arena: [UInt8] = []
    var marks: [Document.Mark] = []
    private var frames: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var flowDepth = 0
    private var aliases = 0
    /// Values and keys that aliases and merge keys have copied.
    private var copies = 0
    /// Anchored values whose place on the tape a merge key has taken; see `rewrite`.
    private var shelf = YAMLShelf()

    init(limits: ParseLimits) { self.limits = limits }

    /// One collection that is still open.
    private struct Frame {
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
    private struct Anchor {
        var index: Int
        var height: Int
        var isOpen: Bool
        var isShelved = false
    }

    /// The document; nil where it is empty or null.
    func document() -> Document? {
        guard let first = tape.first, first.kind != .null else { return nil }
        // Copies of just the size that is needed: the next document uses the memory again.
        return Document(
            source: [], arena: arena.withUnsafeBufferPointer { Array($0) },
            tape: tape.withUnsafeBufferPointer { Array($0) }, marks: marks.withUnsafeBufferPointer { Array($0) })
    }

    /// Forgets the last document.
    mutating func reset() {
        tape.removeAll(keepingCapacity: true)
        arena.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        frames.removeAll(keepingCapacity: true)
        anchors.removeAll(keepingCapacity: true)
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

    private var wantsKey: Bool { frames.last?.wantsKey ?? false }

    /// Takes note that a key or a value is complete.
    private mutating func finish(height: Int) {
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

    private mutating func append(_ entry: Document.Entry, _ mark: Document.Mark) throws(ParseError) {
        guard tape.count < limits.nodes else { throw ParseError(tooManyNodes(limits.nodes), at: mark.position) }
        tape.append(entry)
        marks.append(mark)
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
            anchors[name] = Anchor(index: tape.count, height: 0, isOpen: true)
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
        if let name = frame.anchor, anchors[name]?.index == frame.entry {
            anchors[name] = Anchor(index: frame.entry, height: frame.height, isOpen: false)
        }
        finish(height: frame.height)
    }

    private func refuseDuplicates(_ object: Int) throws(ParseError) {
        let duplicate = arena.withUnsafeBytes { arena in
            DuplicateKeys.first(
                in: tape, object: object, source: UnsafeRawBufferPointer(start: nil, count: 0), arena: arena)
        }
        if let duplicate { throw ParseError(duplicateKey, at: marks[duplicate].position) }
    }

    // MARK: Scalars

    private mutating func scalar(_ events: borrowing YAMLEvents) throws(ParseError) {
        let mark = events.mark
        let start = arena.count
        events.appendScalar(to: &arena)
        let tag = events.tag
        if wantsKey, isMergeKey(from: start, tag: tag, isPlain: events.isPlain), let last = frames.indices.last {
            frames[last].merges = true
            frames[last].hasMerge = true
        }
        var entry = try entry(from: start, tag: tag, isPlain: events.isPlain, mark)
        if let name = events.anchor { anchor(entry, mark, as: name) }
        if wantsKey {
            try makeKey(&entry, mark)
            entry.truth = frames.last?.merges ?? false
        } else if entry.isNotFinite {
            throw ParseError(notFinite, at: mark.position)
        }
        try append(entry, mark)
        finish(height: 0)
    }

    private mutating func anchor(_ scalar: Document.Entry, _ mark: Document.Mark, as name: String) {
        var anchor = Anchor(index: tape.count, height: 0, isOpen: false)
        if wantsKey {
            // What stands on the tape will be the key's text; an alias means the value.
            anchor.index = shelf.add(scalar, mark)
            anchor.isShelved = true
        }
        anchors[name] = anchor
    }

    /// go-yaml v2, `isMerge`: plain, or tagged as what it is.
    private func isMergeKey(from start: Int, tag: YAMLTag, isPlain: Bool) -> Bool {
        (isPlain || tag == .merge) && arena[start...].elementsEqual([UInt8(ascii: "<"), UInt8(ascii: "<")])
    }

    /// The entry for the text that stands in the arena from `start`.
    private mutating func entry(
        from start: Int, tag: YAMLTag, isPlain: Bool, _ mark: Document.Mark
    ) throws(ParseError) -> Document.Entry {
        let string = text(.string, from: start)
        if tag == .none && !isPlain { return string }
        if tag == .binary { return try binary(from: start, mark) }
        let value: YAMLScalar.Value
        do throws(YAMLScalar.Mismatch) {
            value = try YAMLScalar.resolve(arena.span.extracting(start..<arena.count), tag: tag)
        } catch {
            throw ParseError(error.message, at: mark.position)
        }
        switch value {
        case .string, .timestamp: return string
        case .null: return text(.null, from: start)
        case .bool(let truth):
            var entry = text(.bool, from: start)
            entry.truth = truth
            return entry
        case .number(let number):
            if let written = number.text { replace(from: start, with: written) }
            var entry = text(.number, from: start)
            entry.truth = !number.isInteger
            return entry
        case .notFinite(let name):
            replace(from: start, with: name)
            var entry = text(.number, from: start)
            entry.isNotFinite = true
            return entry
        }
    }

    private func text(_ kind: Document.Kind, from start: Int) -> Document.Entry {
        Document.Entry(
            kind: kind, inArena: true, offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: arena.count - start), next: 0)
    }

    private mutating func replace(from start: Int, with text: String) {
        arena.removeSubrange(start...)
        arena.append(contentsOf: text.utf8)
    }

    private mutating func binary(from start: Int, _ mark: Document.Mark) throws(ParseError) -> Document.Entry {
        guard let decoded = Base64.decode(arena[start...]) else { throw ParseError(badBinary, at: mark.position) }
        replace(from: start, with: Self.repaired(decoded))
        return text(.string, from: start)
    }

    // JSON holds text only: Go's encoding/json puts U+FFFD for each byte that is not UTF-8, and so do we.
    private static func repaired(_ bytes: [UInt8]) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            var decoder = UTF8()
            var iterator = rest.makeIterator()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                text.unicodeScalars.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                text += "\u{FFFD}"
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// Turns a value into a key, as sigs.k8s.io/yaml does for what is no string.
    private mutating func makeKey(_ entry: inout Document.Entry, _ mark: Document.Mark) throws(ParseError) {
        let start = arena.count
        switch entry.kind {
        case .string: break
        case .bool:
            arena.append(contentsOf: (entry.truth ? "true" : "false").utf8)
            entry = text(.string, from: start)
        case .number where entry.isNotFinite: break
        case .number:
            let range = Int(entry.offset)..<(Int(entry.offset) + Int(entry.length))
            let written = String(decoding: arena[range], as: UTF8.self)
            if entry.truth, let value = Double(written) {
                arena.append(contentsOf: JSONNumber.keyText(value).utf8)
                entry = text(.string, from: start)
            } else if Int64(written) == nil {
                // sigs.k8s.io/yaml knows no key of type uint64.
                throw ParseError(keyTooLarge, at: mark.position)
            }
        case .null: throw ParseError(keyIsNull, at: mark.position)
        case .array, .object: throw ParseError(keyIsCollection, at: mark.position)
        }
        entry.kind = .string
        entry.truth = false
        entry.isNotFinite = false
    }

    // MARK: Aliases

    private mutating func alias(_ events: borrowing YAMLEvents) throws(ParseError) {
        let mark = events.mark
        let name = events.anchor ?? ""
        guard let anchor = anchors[name] else { throw ParseError(unknownAnchor(name), at: mark.position) }
        guard !anchor.isOpen else { throw ParseError(cyclicAlias(name), at: mark.position) }
        aliases += 1
        guard aliases <= limits.aliases else { throw ParseError(tooManyAliases(limits.aliases), at: mark.position) }
        guard frames.count + anchor.height <= limits.depth else {
            throw ParseError(tooDeep(limits.depth), at: mark.position)
        }
        let from = anchor.isShelved ? shelf.tape[anchor.index] : tape[anchor.index]
        if wantsKey {
            var entry = from
            try makeKey(&entry, mark)
            try append(entry, mark)
        } else {
            guard !from.isNotFinite else { throw ParseError(notFinite, at: mark.position) }
            let size = from.isContainer ? Int(from.next) - anchor.index : 1
            try spend(size, mark)
            copy(anchor.index..<(anchor.index + size), isShelved: anchor.isShelved)
        }
        finish(height: anchor.height)
    }

    /// Counts what aliases and merge keys copy.
    private mutating func spend(_ size: Int, _ mark: Document.Mark) throws(ParseError) {
        copies += size
        guard copies <= limits.copies else { throw ParseError(tooManyCopies(limits.copies), at: mark.position) }
        guard tape.count + size <= limits.nodes else {
            throw ParseError(tooManyNodes(limits.nodes), at: mark.position)
        }
    }

    /// Appends a copy of a whole value; its positions stay those of the text that it was read from.
    private mutating func copy(_ range: Range<Int>, isShelved: Bool) {
        let shift = tape.count - range.lowerBound
        for index in range {
            // One by one: a slice of the tape would make the whole tape be copied when it grows.
            var entry = isShelved ? shelf.tape[index] : tape[index]
            if entry.isContainer { entry.next = UInt32(truncatingIfNeeded: Int(entry.next) + shift) }
            tape.append(entry)
            marks.append(isShelved ? shelf.marks[index] : marks[index])
        }
    }

    // MARK: Merge keys

    /// Dissolves the `<<` members of the object at `object`.
    private mutating func merge(_ object: Int) throws(ParseError) {
        let size = tape.count - object
        let mark = marks[object]
        try spend(size, mark)
        // What is anchored inside is moved aside: its place on the tape is about to change.
        for (name, anchor) in anchors where anchor.index > object && !anchor.isShelved {
            let end = tape[anchor.index].isContainer ? Int(tape[anchor.index].next) : anchor.index + 1
            try spend(end - anchor.index, mark)
            let index = shelf.add(anchor.index..<end, tape, marks)
            anchors[name] = Anchor(index: index, height: anchor.height, isOpen: false, isShelved: true)
        }
        var members = YAMLMergedMembers()
        try members.collect(object, tape, arena, marks)
        let merged = members.rewritten(at: object, tape, marks)
        tape.removeSubrange((object + 1)...)
        marks.removeSubrange((object + 1)...)
        tape += merged.tape
        marks += merged.marks
        tape[object].length = UInt32(truncatingIfNeeded: members.count)
        tape[object].next = UInt32(truncatingIfNeeded: tape.count)
    }
}

extension Document.Mark {
    var position: SourcePosition { SourcePosition(line: Int(line), column: Int(column)) }
}

// MARK: - What the user reads

private let keyIsCollection = "a key must be a scalar, not a list or a map"
private let keyIsNull = "a key must not be empty or null"
private let keyTooLarge = "a number as a key must fit into 64 bits"
private let notFinite = "infinities and not-a-number have no place in JSON; quote it if it is a string"
private let badBinary = "the tag !!binary wants base64, and this is none"
private let duplicateKey = "this key stands in the object already"
private func unknownAnchor(_ name: String) -> String { "no anchor &\(name) stands before this alias" }
private func cyclicAlias(_ name: String) -> String { "the anchor &\(name) contains itself" }
private func tooDeep(_ limit: Int) -> String { "nested deeper than the limit of \(limit)" }
private func tooDeepFlow(_ limit: Int) -> String { "more than \(limit) brackets and braces within each other" }
private func tooManyNodes(_ limit: Int) -> String { "more values than the limit of \(limit)" }
private func tooManyAliases(_ limit: Int) -> String { "more aliases than the limit of \(limit)" }
private func tooManyCopies(_ limit: Int) -> String { "aliases repeat more values than the limit of \(limit)" }
