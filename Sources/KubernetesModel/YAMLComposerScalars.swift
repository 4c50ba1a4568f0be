/// Scalars: resolved, and turned into strings where they are keys.
extension YAMLComposer {
    mutating func scalar(_ events: borrowing YAMLEvents) throws(ParseError) {
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
        place(anchor, as: name)
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
    mutating func makeKey(_ entry: inout Document.Entry, _ mark: Document.Mark) throws(ParseError) {
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
}

// MARK: - What the user reads

private let keyIsCollection = "a key must be a scalar, not a list or a map"
private let keyIsNull = "a key must not be empty or null"
private let keyTooLarge = "a number as a key must fit into 64 bits"
private let notFinite = "infinities and not-a-number have no place in JSON; quote it if it is a string"
private let badBinary = "the tag !!binary wants base64, and this is none"
