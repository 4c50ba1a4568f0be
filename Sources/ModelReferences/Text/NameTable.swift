/// A table of names that is asked by bytes where they stand, without making a `String` of them.
struct NameTable: Sendable {
    private struct Slot {
        var name: [UInt8]
        var value: Int
    }

    /// Open addressing; at most half of the slots are taken, so that every search ends.
    private var slots: [Slot?]
    private var longest = 0
    private let matching: Matching

    /// Which bytes count as the same.
    enum Matching {
        case exact, anyCase, underscoresAsDashes
    }

    /// - Parameters:
    ///   - names: each with its value; of two that are the same the first counts.
    ///   - matching: which bytes count as the same.
    init(_ names: [(name: String, value: Int)], matching: Matching = .exact) {
        self.matching = matching
        var capacity = 16
        while capacity < names.count * 2 { capacity *= 2 }
        slots = Array(repeating: nil, count: capacity)
        for (name, value) in names { insert(Array(name.utf8), value) }
    }

    init(_ names: [String], matching: Matching = .exact) {
        self.init(names.enumerated().map { ($1, $0) }, matching: matching)
    }

    private mutating func insert(_ name: [UInt8], _ value: Int) {
        longest = max(longest, name.count)
        var place = name.withUnsafeBytes(Self.hash) & (slots.count - 1)
        while let slot = slots[place] {
            if name.withUnsafeBytes({ isSame(slot.name, $0) }) { return }
            place = (place + 1) & (slots.count - 1)
        }
        slots[place] = Slot(name: name, value: value)
    }

    /// The value of a name; nil where it is not in the table.
    func find(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count <= longest else { return nil }
        var place = Self.hash(bytes) & (slots.count - 1)
        while let slot = slots[place] {
            if isSame(slot.name, bytes) { return slot.value }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isSame(_ name: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard name.count == bytes.count else { return false }
        for offset in name.indices where name[offset] != bytes[offset] {
            switch matching {
            case .exact: return false
            case .anyCase:
                guard Scan.lower(name[offset]) == Scan.lower(bytes[offset]) else { return false }
            case .underscoresAsDashes:
                guard Self.dashed(name[offset]) == Self.dashed(bytes[offset]) else { return false }
            }
        }
        return true
    }

    func find(_ text: some StringProtocol) -> Int? { text.withBytes(find) }
    func contains(_ bytes: UnsafeRawBufferPointer) -> Bool { find(bytes) != nil }
    func contains(_ text: some StringProtocol) -> Bool { find(text) != nil }

    private static func dashed(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte }

    /// FNV-1a. The names are ours, so nobody can choose them to collide; and what is asked for is compared.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(dashed(Scan.lower(byte)))) &* 16_777_619 }
        return Int(hash ^ hash >> 15)
    }
}
