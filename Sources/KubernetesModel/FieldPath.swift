/// The way from the root of an object to one field, written as Kubernetes writes it in messages.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible, Comparable {
    package private(set) var description: String

    package init(_ description: String = "") { self.description = description }

    /// Appends a member: `.name`, or `["a.b/c"]` where the name is not one plain word.
    package mutating func append(key: String) {
        guard key.utf8.count <= Self.longestKey else {
            description += Self.shortened(Array(key.utf8.prefix(Self.shownOfKey)), of: key.utf8.count)
            return
        }
        let isPlain =
            key.utf8.withContiguousStorageIfAvailable(Self.isPlain) ?? Array(key.utf8).allSatisfy(Self.isPlain)
        if !isPlain || key.isEmpty {
            description += "[\"\(Self.quoted(key))\"]"
        } else if description.isEmpty {
            description = key
        } else {
            description += "."
            description += key
        }
    }

    package mutating func append(index: Int) {
        description += "["
        description += String(index)
        description += "]"
    }

    package func appending(key: String) -> FieldPath {
        var path = self
        path.append(key: key)
        return path
    }

    package func appending(index: Int) -> FieldPath {
        var path = self
        path.append(index: index)
        return path
    }

    /// What this path is with a list of members and elements behind it; made at once, so that each costs no string.
    func appending(_ steps: [Step]) -> FieldPath {
        var bytes = Array(description.utf8)
        bytes.reserveCapacity(bytes.count + steps.count * 16)
        for step in steps {
            switch step {
            case .key(let key):
                if key.count > Self.longestKey {
                    bytes += Self.shortened(Array(key.prefix(Self.shownOfKey)), of: key.count).utf8
                } else if !key.isEmpty, Self.isPlain(key.bindMemory(to: UInt8.self)) {
                    if !bytes.isEmpty { bytes.append(UInt8(ascii: ".")) }
                    bytes += key
                } else {
                    bytes += "[\"\(Self.quoted(String(decoding: key, as: UTF8.self)))\"]".utf8
                }
            case .index(let index):
                bytes.append(UInt8(ascii: "["))
                bytes += String(index).utf8
                bytes.append(UInt8(ascii: "]"))
            }
        }
        return FieldPath(String(decoding: bytes, as: UTF8.self))
    }

    /// One member, by the bytes of its key, or one element.
    enum Step {
        case key(UnsafeRawBufferPointer)
        case index(Int)
    }

    package static func < (left: FieldPath, right: FieldPath) -> Bool { left.description < right.description }

    /// Keys that are longer than those of any honest object are shown by how they begin: each reference below one has a
    /// path, and thousands of paths must not each hold a megabyte.
    private static let longestKey = 1024
    private static let shownOfKey = 128

    private static func shortened(_ beginning: [UInt8], of count: Int) -> String {
        "[\"\(quoted(String(decoding: beginning, as: UTF8.self)))… (\(count) bytes)\"]"
    }

    /// The key as a JSON string would have it: a quote or a line break in it must not change how a message reads.
    private static func quoted(_ key: String) -> String {
        var text = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in bytes where !isPlain(byte) { return false }
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
