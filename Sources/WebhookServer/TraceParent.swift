/// What a `traceparent` says: which trace a request belongs to (W3C Trace Context, 3.2).
struct TraceParent: Sendable, Hashable {
    /// 32 hex digits in lower case, not all of them 0.
    let traceID: String

    /// Reads the field's value; nil where it must not be believed.
    init?(_ text: String) {
        let bytes = Array(text.utf8.prefix(Self.length + 1))
        guard bytes.count >= Self.length else { return nil }
        for dash in [2, 35, 52] where bytes[dash] != Self.dash { return nil }
        let version = bytes[..<2]
        let (trace, parent, flags) = (bytes[3..<35], bytes[36..<52], bytes[53..<55])
        for part in [version, trace, parent, flags] where !part.allSatisfy(Self.isLowerHex) { return nil }
        // ff is forbidden; of versions to come what is known here is read, and must end there or go on behind a dash.
        guard !version.allSatisfy({ $0 == UInt8(ascii: "f") }) else { return nil }
        let isFirst = version.allSatisfy { $0 == Self.zero }
        guard bytes.count == Self.length || (!isFirst && bytes[Self.length] == Self.dash) else { return nil }
        guard !trace.allSatisfy({ $0 == Self.zero }), !parent.allSatisfy({ $0 == Self.zero }) else { return nil }
        traceID = String(decoding: trace, as: UTF8.self)
    }

    /// `00-` and a trace id, `-` and a parent id, `-` and two digits of flags.
    private static let length = 55
    private static let dash = UInt8(ascii: "-")
    private static let zero = UInt8(ascii: "0")

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
