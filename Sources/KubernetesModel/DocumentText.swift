/// How a document's texts are read: compared where they stand, decoded only when somebody wants a `String`.
extension Document {
    /// Runs `body` with the UTF-8 text of the scalar at `index`, without copying it.
    func withText<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let entry = tape[index]
        let start = Int(entry.offset)
        let range = start..<(start + Int(entry.length))
        if entry.inArena {
            return arena.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        }
        return source.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Whether the text of the scalar at `index` is `text`.
    func text(at index: Int, equals text: String) -> Bool {
        guard Int(tape[index].length) == text.utf8.count else { return false }
        var text = text
        return text.withUTF8 { wanted in
            withText(at: index) { Self.sameBytes($0, UnsafeRawBufferPointer(wanted)) }
        }
    }

    /// The text of the scalar at `index`.
    func text(at index: Int) -> String {
        withText(at: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// The index of the value under `key` in the object at `index`.
    func value(of key: String, inObjectAt index: Int) -> Int? {
        var key = key
        return key.withUTF8 { value(of: UnsafeRawBufferPointer($0), inObjectAt: index) }
    }

    /// The index of the value under the UTF-8 text `key` in the object at `index`.
    func value(of key: UnsafeRawBufferPointer, inObjectAt index: Int) -> Int? {
        let stop = Int(tape[index].next)
        return source.withUnsafeBytes { source in
            arena.withUnsafeBytes { arena in
                var cursor = index + 1
                while cursor < stop {
                    let entry = tape[cursor]
                    if Int(entry.length) == key.count {
                        let range = Int(entry.offset)..<(Int(entry.offset) + key.count)
                        let text = UnsafeRawBufferPointer(rebasing: entry.inArena ? arena[range] : source[range])
                        if Self.sameBytes(text, key) { return cursor + 1 }
                    }
                    cursor = end(of: cursor + 1)
                }
                return nil
            }
        }
    }

    /// Whether two texts of one length are the same.
    static func sameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        var position = 0
        while position + 8 <= left.count {
            let ours = left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard ours == right.loadUnaligned(fromByteOffset: position, as: UInt64.self) else { return false }
            position += 8
        }
        while position < left.count {
            guard left[position] == right[position] else { return false }
            position += 1
        }
        return true
    }
}
