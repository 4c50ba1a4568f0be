/// The place of a file within a model: relative, `/` between its parts, compared byte by byte.
///
/// Swift's strings compare by canonical equivalence, by which two files of different names could be one.
package struct ModelPath: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Longer ones no file system has.
    static let longest = 4096

    /// nil for what could leave the model's directory, or be written in two ways: absolute paths, empty parts, `.` and
    /// `..`, control characters, backslashes.
    package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

    package init?(bytes: [UInt8]) {
        guard (1...Self.longest).contains(bytes.count),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }) else {
            return nil
        }
        self.bytes = bytes
    }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether this is `other`, or below it.
    package func isWithin(_ other: ModelPath) -> Bool {
        bytes.starts(with: other.bytes)
            && (bytes.count == other.bytes.count || bytes[other.bytes.count] == UInt8(ascii: "/"))
    }

    package static func < (left: ModelPath, right: ModelPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
