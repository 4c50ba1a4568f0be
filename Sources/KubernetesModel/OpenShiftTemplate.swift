/// The parameters of an OpenShift Template, put into its objects as `oc process` does where nobody gives other values:
/// `${NAME}` in a text, and `${{NAME}}` in the place of a whole value (openshift/library-go
/// pkg/template/templateprocessing).
struct OpenShiftTemplate {
    private let document: Document
    private let objects: Node
    private let values: [String: String]

    /// nil where there is nothing to put in.
    ///
    /// - Parameter root: the root of its document: a document is copied as a whole.
    init?(_ root: Node) {
        guard root.index == 0, let objects = root["objects"], objects.isArray, let parameters = root["parameters"]
        else {
            return nil
        }
        var values: [String: String] = [:]
        var seen: Set<String> = []
        for parameter in parameters.elements {
            guard let name = parameter["name"]?.nonEmptyString else { continue }
            guard seen.insert(name).inserted else {
                values[name] = nil
                continue
            }
            // One that must be given has no value of its own; one that is generated names nothing.
            guard let value = parameter["value"]?.scalarText,
                !value.isEmpty || parameter["required"]?.bool != true && parameter["generate"] == nil
            else { continue }
            values[name] = value
        }
        guard !values.isEmpty else { return nil }
        document = root.document
        self.objects = objects
        self.values = values
    }

    /// INVARIANT: a short text can have many holes for a long value.
    private static let mostBytes = 1 << 24

    /// The same document with the values in it, at the same places of the file; nil where nothing changes.
    func filled() -> Document? {
        var changes: [(index: Int, entry: Document.Entry)] = []
        let storage = document.storage
        // Texts that stand in the source move behind those of the arena.
        let kept = storage.arenaCount + storage.sourceCount
        var added: [UInt8] = []
        for index in texts() {
            guard let (text, kind) = replacement(for: document.text(at: index)) else { continue }
            guard added.count + text.utf8.count <= Self.mostBytes else { return nil }
            changes.append((index, Self.entry(kind, text, at: kept + added.count)))
            added += text.utf8
        }
        return changes.isEmpty ? nil : copy(with: changes, added)
    }

    /// The values with a `$` below `objects`.
    private func texts() -> [Int] {
        var found: [Int] = []
        var nodes = [objects]
        while let node = nodes.popLast() {
            for value in node.isObject ? node.members.map(\.value) : Array(node.elements) {
                if value.isObject || value.isArray {
                    nodes.append(value)
                } else if value.utf8?.contains(UInt8(ascii: "$")) ?? false {
                    found.append(value.index)
                }
            }
        }
        return found
    }

    private func copy(with changes: [(index: Int, entry: Document.Entry)], _ added: [UInt8]) -> Document {
        let storage = document.storage
        var tape = Array(document.tape)
        let shift = UInt32(truncatingIfNeeded: storage.arenaCount)
        for index in tape.indices where !tape[index].isContainer && !tape[index].inArena {
            tape[index].offset += shift
            tape[index].inArena = true
        }
        for change in changes { tape[change.index] = change.entry }
        var arena = Array(UnsafeBufferPointer(start: storage.arena, count: storage.arenaCount))
        arena += UnsafeBufferPointer(start: storage.source, count: storage.sourceCount)
        arena += added
        let marks = storage.marks.isEmpty ? tape.indices.map { mark(of: $0) } : storage.marks
        let filled = arena.withUnsafeBufferPointer { arena in
            tape.withUnsafeBufferPointer { DocumentStorage(arena: arena, tape: $0, marks: marks) }
        }
        return Document(filled, tellsPlaces: true)
    }

    private func mark(of index: Int) -> Document.Mark {
        let position = document.position(of: index)
        return Document.Mark(
            line: UInt32(truncatingIfNeeded: position.line), column: UInt32(truncatingIfNeeded: position.column))
    }

    private static func entry(_ kind: Document.Kind, _ text: String, at offset: Int) -> Document.Entry {
        let truth = kind == .bool ? text == "true" : kind == .number && Int(text) == nil
        return Document.Entry(
            kind: kind, inArena: true, truth: truth, offset: UInt32(truncatingIfNeeded: offset),
            length: UInt32(truncatingIfNeeded: text.utf8.count), next: 0)
    }
}

extension OpenShiftTemplate {
    /// What stands for the whole text; nil where no parameter is in it.
    private func replacement(for text: String) -> (text: String, kind: Document.Kind)? {
        let bytes = Array(text.utf8)
        if bytes.starts(with: Array("${{".utf8)), bytes.count > 5, bytes.suffix(2).elementsEqual(Array("}}".utf8)) {
            guard let value = values[String(decoding: bytes[3..<(bytes.count - 2)], as: UTF8.self)] else { return nil }
            return (value, Self.kind(of: value))
        }
        var result: [UInt8] = []
        var (cursor, isChanged) = (0, false)
        while cursor < bytes.count {
            if let end = Self.hole(in: bytes, at: cursor),
                let value = values[String(decoding: bytes[(cursor + 2)..<(end - 1)], as: UTF8.self)]
            {
                result += value.utf8
                (cursor, isChanged) = (end, true)
            } else {
                result.append(bytes[cursor])
                cursor += 1
            }
        }
        return isChanged ? (String(decoding: result, as: UTF8.self), .string) : nil
    }

    /// The end of the `${NAME}` that begins at `start`.
    private static func hole(in bytes: [UInt8], at start: Int) -> Int? {
        guard start + 3 < bytes.count, bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "{") else {
            return nil
        }
        var index = start + 2
        while index < bytes.count, isOfName(bytes[index]) { index += 1 }
        return index > start + 2 && index < bytes.count && bytes[index] == UInt8(ascii: "}") ? index + 1 : nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A list or a map would need another tape; nobody has a model's name in one.
    private static func kind(of value: String) -> Document.Kind {
        if value == "true" || value == "false" { return .bool }
        let bytes = Array(value.utf8)
        return JSONNumber.isValid(bytes.span) ? .number : .string
    }
}
