/// The way from the root of an object to one field, written as Kubernetes writes it in messages.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible, Comparable {
    package private(set) var description: String

    package init(_ description: String = "") { self.description = description }

    /// Appends a member: `.name`, or `["a.b/c"]` where the name is not one plain word.
    package mutating func append(key: String) {
        let plain = !key.isEmpty && key.utf8.allSatisfy(Self.isPlain)
        if !plain {
            description += "[\"\(key)\"]"
        } else if description.isEmpty {
            description = key
        } else {
            description += ".\(key)"
        }
    }

    package mutating func append(index: Int) { description += "[\(index)]" }

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

    package static func < (left: FieldPath, right: FieldPath) -> Bool { left.description < right.description }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
