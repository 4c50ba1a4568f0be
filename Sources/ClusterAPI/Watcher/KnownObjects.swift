import ModelReferences
import PolicyEngine

/// The objects of one resource that a watcher has told of, in little room: some 200 bytes each.
struct KnownObjects {
    private struct Entry {
        var name: String
        /// Of `namespaces`; -1 for none.
        var namespace: Int32
        /// The list in which it was seen last.
        var round: UInt32
    }

    private let resource: ClusterResource
    private var entries: [ObjectUID: Entry] = [:]
    private var namespaces: [String] = []
    private var numbers: [String: Int32] = [:]
    private var round: UInt32 = 0

    init(_ resource: ClusterResource) { self.resource = resource }

    var count: Int { entries.count }

    /// A list begins: what it does not name is gone when it ends.
    mutating func beginList() { round &+= 1 }

    mutating func note(_ object: ObjectMetadata) {
        let namespace = object.workload.namespace.map { number(of: $0) } ?? -1
        entries[ObjectUID(object.uid)] = Entry(name: object.workload.name, namespace: namespace, round: round)
    }

    mutating func remove(_ uid: String) { entries[ObjectUID(uid)] = nil }

    /// What the list that has ended did not name. Of each only its uid and its identity are known.
    mutating func takeGone() -> [ObjectMetadata] {
        let gone = entries.filter { $0.value.round != round }
        for uid in gone.keys { entries[uid] = nil }
        return gone.map { uid, entry in
            let namespace = namespaces.indices.contains(Int(entry.namespace)) ? namespaces[Int(entry.namespace)] : nil
            let workload = WorkloadIdentity(
                group: resource.group, kind: resource.kind, namespace: namespace, name: entry.name)
            return ObjectMetadata(uid: uid.text, workload: workload, version: resource.version)
        }
    }

    private mutating func number(of namespace: String) -> Int32 {
        if let number = numbers[namespace] { return number }
        let number = Int32(clamping: namespaces.count)
        namespaces.append(namespace)
        numbers[namespace] = number
        return number
    }
}

/// A uid in 16 bytes where it is a UUID as API servers write them, and as its text where it is not.
package enum ObjectUID: Sendable, Hashable {
    case uuid(UInt64, UInt64)
    case other(String)

    package init(_ text: String) {
        var (high, low, digits): (UInt64, UInt64, Int) = (0, 0, 0)
        for (index, byte) in text.utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { break }
                continue
            }
            guard let digit = Self.value(byte), digits < 32 else { break }
            if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
            digits += 1
        }
        self = digits == 32 && text.utf8.count == 36 ? .uuid(high, low) : .other(text)
    }

    package var text: String {
        switch self {
        case .other(let text): return text
        case .uuid(let high, let low):
            var bytes: [UInt8] = []
            for index in 0..<32 {
                if [8, 12, 16, 20].contains(index) { bytes.append(UInt8(ascii: "-")) }
                let half = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (index % 16)) & 0xF)
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Lower case alone, so that each text is the only one of its number.
    private static func value(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
