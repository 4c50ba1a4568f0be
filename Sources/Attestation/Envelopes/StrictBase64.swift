/// Base64 that has one reading: the standard or the URL-safe alphabet (RFC 4648, sections 4 and 5), never both in one
/// text, no white space, no bits left over.
package enum StrictBase64 {
    package enum Padding: Sendable {
        /// RFC 4648, section 3.2: required where a format does not say otherwise. DSSE does not.
        case required
        /// The JSON mapping of protocol buffers, and so Sigstore bundles, take it or leave it.
        case optional
    }

    /// The bytes that `text` encodes; nil where it is not exactly base64.
    package static func decode(_ text: UnsafeRawBufferPointer, padding: Padding = .required) -> [UInt8]? {
        guard let body = body(of: text, padding: padding) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count / 4 * 3 + 3)
        var bits: UInt32 = 0
        var count = 0
        var alphabets: UInt8 = 0
        for character in body {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            alphabets |= alphabetBit(of: character)
            bits = bits << 6 | UInt32(value)
            count += 1
            guard count == 4 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits))
            (bits, count) = (0, 0)
        }
        guard alphabets != 3, appendRest(bits, count, to: &bytes) else { return nil }
        return bytes
    }

    package static func decode(_ text: String, padding: Padding = .required) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0), padding: padding) }
    }

    /// The standard alphabet, padded.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let second: UInt8? = index + 1 < bytes.count ? bytes[index + 1] : nil
            let third: UInt8? = index + 2 < bytes.count ? bytes[index + 2] : nil
            let group = UInt32(bytes[index]) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            text.append(alphabet[Int(group >> 18)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(second == nil ? pad : alphabet[Int(group >> 6 & 63)])
            text.append(third == nil ? pad : alphabet[Int(group & 63)])
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The text without its padding; nil where that is wrong.
    private static func body(of text: UnsafeRawBufferPointer, padding: Padding) -> Slice<UnsafeRawBufferPointer>? {
        var end = text.count
        while end > 0, text[end - 1] == pad, text.count - end < 2 { end -= 1 }
        let pads = text.count - end
        if pads == 0, padding == .optional { return text[0..<end] }
        return text.count.isMultiple(of: 4) ? text[0..<end] : nil
    }

    /// What stands behind the last whole group; false where bits that no byte uses are not zero.
    private static func appendRest(_ bits: UInt32, _ count: Int, to bytes: inout [UInt8]) -> Bool {
        switch count {
        case 0: return true
        case 2:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            return bits & 0xF == 0
        case 3:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            return bits & 0x3 == 0
        default: return false
        }
    }

    /// Which alphabet a character gives away: 1 the standard one, 2 the URL-safe one, 0 neither.
    private static func alphabetBit(of character: UInt8) -> UInt8 {
        switch character {
        case plus, slash: 1
        case minus, low: 2
        default: 0
        }
    }

    private static let pad = UInt8(ascii: "=")
    private static let plus = UInt8(ascii: "+")
    private static let slash = UInt8(ascii: "/")
    private static let minus = UInt8(ascii: "-")
    private static let low = UInt8(ascii: "_")
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of every byte; 255: none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        values[Int(minus)] = 62
        values[Int(low)] = 63
        return values
    }()
}
