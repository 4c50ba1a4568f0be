/// The text form of protocol buffers, as far as the values of one field go.
enum ProtobufText {
    /// The strings of every field `name`, however deep it stands; nil where the text cannot be read to its end.
    static func strings(of name: String, in text: String) -> [String]? {
        var scanner = Scanner(bytes: Array(text.utf8))
        return scanner.strings(of: name)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var cursor = 0

        var next: UInt8? { cursor < bytes.count ? bytes[cursor] : nil }

        mutating func strings(of name: String) -> [String]? {
            var found: [String] = []
            while let byte = skipBlanks() {
                if Byte.isNameStart(byte) {
                    let word = self.word()
                    // Whatever is packed into it cannot be read here.
                    if word == "custom_model_config" { return nil }
                    guard word == name else { continue }
                    guard let values = values() else { return nil }
                    found += values
                } else if Self.isQuote(byte) {
                    guard string() != nil else { return nil }
                } else {
                    cursor += 1
                }
            }
            return found
        }

        /// `: "a" "b"`, which is one string, or `: ["a", "b"]`.
        private mutating func values() -> [String]? {
            guard skipBlanks() == UInt8(ascii: ":") else { return nil }
            cursor += 1
            guard skipBlanks() == Byte.openBracket else { return joined().map { [$0] } }
            cursor += 1
            var all: [String] = []
            while let byte = skipBlanks() {
                if byte == UInt8(ascii: "]") {
                    cursor += 1
                    return all
                }
                if byte == UInt8(ascii: ",") {
                    cursor += 1
                } else {
                    guard let text = joined() else { return nil }
                    all.append(text)
                }
            }
            return nil
        }

        private mutating func joined() -> String? {
            var all: String?
            while let byte = skipBlanks(), Self.isQuote(byte) {
                guard let part = string() else { return nil }
                all = (all ?? "") + part
            }
            return all
        }

        private mutating func string() -> String? {
            guard let quote = next else { return nil }
            cursor += 1
            var text: [UInt8] = []
            while let byte = next {
                cursor += 1
                if byte == quote { return String(decoding: text, as: UTF8.self) }
                // An escape is more than a path has.
                if byte == UInt8(ascii: "\\") || byte == Byte.newline { return nil }
                text.append(byte)
            }
            return nil
        }

        private mutating func word() -> String {
            let start = cursor
            while let byte = next, Byte.isName(byte) { cursor += 1 }
            return String(decoding: bytes[start..<cursor], as: UTF8.self)
        }

        /// The next byte that is neither blank nor in a comment.
        private mutating func skipBlanks() -> UInt8? {
            while let byte = next {
                if byte == UInt8(ascii: "#") {
                    while let byte = next, byte != Byte.newline { cursor += 1 }
                } else if Byte.isBlank(byte) {
                    cursor += 1
                } else {
                    return byte
                }
            }
            return nil
        }

        private static func isQuote(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
        }
    }
}
