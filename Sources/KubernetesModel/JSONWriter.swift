/// Writes JSON from its beginning to its end into bytes: compact, or indented for people.
///
/// Commas and line breaks are its own business; that every value of an object has a key is the caller's.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var depth = 0
    /// Whether nothing stands in the open container yet.
    private var isFirst = true
    private var followsKey = false

    package init(pretty: Bool = false, capacity: Int = 256) {
        isPretty = pretty
        bytes.reserveCapacity(capacity)
    }

    /// The text so far.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open("{")
        try body(&self)
        close("}")
    }

    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open("[")
        try body(&self)
        close("]")
    }

    /// The key of the value that is written next.
    package mutating func key(_ key: String) {
        separate()
        quote(key)
        append(isPretty ? ": " : ":")
        followsKey = true
    }

    package mutating func value(_ value: String) {
        separate()
        quote(value)
    }

    package mutating func value(_ value: Int) {
        separate()
        append(String(value))
    }

    package mutating func value(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
    }

    package mutating func null() {
        separate()
        append("null")
    }

    package mutating func value(_ values: [String]) {
        array { array in
            for value in values { array.value(value) }
        }
    }

    /// A value of a parsed document; numbers with their exact text.
    package mutating func value(_ node: Node) {
        switch node.kind {
        case .null: null()
        case .bool: value(node.bool ?? false)
        case .number:
            separate()
            node.document.withText(at: node.index) { bytes.append(contentsOf: $0) }
        case .string:
            separate()
            node.document.withText(at: node.index) { quote($0) }
        case .array:
            open("[")
            for element in node.elements { value(element) }
            close("]")
        case .object:
            open("{")
            for member in node.members {
                separate()
                member.keyNode.document.withText(at: member.keyNode.index) { quote($0) }
                append(isPretty ? ": " : ":")
                followsKey = true
                value(member.value)
            }
            close("}")
        }
    }

    package mutating func member(_ key: String, _ value: String) {
        self.key(key)
        self.value(value)
    }

    package mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        self.value(value)
    }

    package mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        self.value(value)
    }

    package mutating func member(_ key: String, _ values: [String]) {
        self.key(key)
        self.value(values)
    }

    private mutating func open(_ bracket: StaticString) {
        separate()
        append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: StaticString) {
        depth -= 1
        if !isFirst { breakLine() }
        append(bracket)
        isFirst = false
    }

    /// What stands between the last value and the next one.
    private mutating func separate() {
        if followsKey {
            followsKey = false
            return
        }
        if !isFirst { append(",") }
        if depth > 0 { breakLine() }
        isFirst = false
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func quote(_ text: String) {
        var text = text
        text.withUTF8 { quote(UnsafeRawBufferPointer($0)) }
    }

    /// Appends well-formed UTF-8 as a JSON string.
    private mutating func quote(_ text: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        var rest = text
        while true {
            let count = Bytes.unescapedCount(rest)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            guard count < rest.count else { break }
            escape(rest[count])
            rest = UnsafeRawBufferPointer(rebasing: rest[(count + 1)...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 0xF
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
