/// What the audit log keeps of an answer, in the order of its keys.
package struct AuditAnnotations: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    package struct Annotation: Sendable, Hashable {
        package var key: String
        package var value: String
    }

    package private(set) var all: [Annotation] = []

    package init(dictionaryLiteral annotations: (String, String)...) {
        for (key, value) in annotations { self[key] = value }
    }

    package var isEmpty: Bool { all.isEmpty }

    package subscript(_ key: String) -> String? {
        get { all.first { $0.key == key }?.value }
        set {
            let place = all.firstIndex { $0.key >= key } ?? all.endIndex
            if place < all.endIndex, all[place].key == key { all.remove(at: place) }
            if let newValue { all.insert(Annotation(key: key, value: newValue), at: place) }
        }
    }

    /// The key as an API server takes it: it drops those that are no name part of a qualified name
    /// (k8s.io/apimachinery, `IsQualifiedName`), so what is not allowed there becomes `-`.
    static func name(_ key: String) -> String {
        if isName(key) { return key }
        let mended = key.utf8.prefix(63).map { isAlphanumeric($0) || isPunctuation($0) ? $0 : UInt8(ascii: "-") }
        let start = mended.firstIndex(where: isAlphanumeric) ?? mended.endIndex
        let end = mended.lastIndex(where: isAlphanumeric).map { $0 + 1 } ?? start
        return start < end ? String(decoding: mended[start..<end], as: UTF8.self) : "annotation"
    }

    private static func isName(_ key: String) -> Bool {
        guard let first = key.utf8.first, let last = key.utf8.last, key.utf8.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && key.utf8.allSatisfy { isAlphanumeric($0) || isPunctuation($0) }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
