/// How a document's texts are read: compared where they stand, decoded only when somebody wants a `String`.
extension Document {
    /// The UTF-8 text of a scalar, where it stands.
    @inlinable @inline(__always) func text(of entry: Entry) -> UnsafeRawBufferPointer {
        let start = entry.inArena ? arenaStart : sourceStart
        return UnsafeRawBufferPointer(start: start + Int(entry.offset), count: Int(entry.length))
    }

    /// Runs `body` with the UTF-8 text of the scalar at `index`, without copying it.
    @inlinable func withText<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withExtendedLifetime(self) { body(text(of: entries[index])) }
    }

    /// Whether the text of the scalar at `index` is `text`.
    func text(at index: Int, equals text: String) -> Bool {
        guard Int(entry(at: index).length) == text.utf8.count else { return false }
        var text = text
        return text.withUTF8 { wanted in withText(at: index) { Self.sameBytes($0, UnsafeRawBufferPointer(wanted)) } }
    }

    /// Whether the text of the scalar at `index` is `text`.
    @inlinable func text(at index: Int, equals text: StaticString) -> Bool {
        guard Int(entry(at: index).length) == text.utf8CodeUnitCount else { return false }
        return withText(at: index) { Self.sameBytes($0, UnsafeRawBufferPointer(text)) }
    }

    /// The text of the scalar at `index`.
    func text(at index: Int) -> String {
        withExtendedLifetime(self) { String(decoding: text(of: entries[index]), as: UTF8.self) }
    }

    /// The index of the value under `key` in the object at `index`.
    func value(of key: String, inObjectAt index: Int) -> Int? {
        var key = key
        return key.withUTF8 { value(of: UnsafeRawBufferPointer($0), inObjectAt: index) }
    }

    /// The index of the value under the UTF-8 text `key` in the object at `index`.
    @usableFromInline func value(of key: UnsafeRawBufferPointer, inObjectAt index: Int) -> Int? {
        withExtendedLifetime(self) {
            let stop = Int(entries[index].next)
            var cursor = index + 1
            while cursor < stop {
                let entry = entries[cursor]
                if Int(entry.length) == key.count, Self.sameBytes(text(of: entry), key) { return cursor + 1 }
                let value = entries[cursor + 1]
                cursor = value.isContainer ? Int(value.next) : cursor + 2
            }
            return nil
        }
    }

    /// Whether two texts are the same.
    @inlinable static func sameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let count = left.count
        guard count == right.count else { return false }
        guard let left = left.baseAddress, let right = right.baseAddress else { return count == 0 }
        // The first bytes and the last ones, which overlap where the count is no power of two.
        if count < 4 {
            guard count > 0 else { return true }
            return left.load(as: UInt8.self) == right.load(as: UInt8.self)
                && (left + count / 2).load(as: UInt8.self) == (right + count / 2).load(as: UInt8.self)
                && (left + count - 1).load(as: UInt8.self) == (right + count - 1).load(as: UInt8.self)
        }
        if count < 8 {
            return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
                && (left + count - 4).loadUnaligned(as: UInt32.self)
                    == (right + count - 4).loadUnaligned(as: UInt32.self)
        }
        var position = 0
        while position < count - 8 {
            let ours = left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard ours == right.loadUnaligned(fromByteOffset: position, as: UInt64.self) else { return false }
            position += 8
        }
        return left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            == right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
}

extension UnsafeRawBufferPointer {
    @inlinable public init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
