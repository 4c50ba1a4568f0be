import KubernetesModel

/// How a log line is written.
package enum LogFormat: String, Sendable, CaseIterable {
    case text, json

    /// One line: nothing in it ends the line, or moves a terminal's cursor.
    func line(time: String, level: String, message: String, fields: [(String, String)]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line += beforeTime
        line += time.utf8
        head(level: level, message: message, into: &line)
        for (name, value) in fields { field(name, value, into: &line) }
        line += end
        return line
    }

    /// What stands before the time, which needs no escapes.
    var beforeTime: String.UTF8View { self == .json ? #"{"time":""#.utf8 : "".utf8 }

    /// What stands behind the time.
    func head(level: String, message: String, into line: inout [UInt8]) {
        switch self {
        case .text:
            line.append(0x20)
            line += level.utf8
            line.append(0x20)
            escape(message, into: &line)
        case .json:
            line.append(0x22)
            field("level", level, into: &line)
            field("message", message, into: &line)
        }
    }

    func field(_ name: String, _ value: String, into line: inout [UInt8]) {
        switch self {
        case .text:
            line.append(0x20)
            line += name.utf8
            line.append(UInt8(ascii: "="))
            if !value.isEmpty, isPlain(value), !value.utf8.contains(0x20) {
                line += value.utf8
            } else {
                quote(value, into: &line)
            }
        case .json:
            line.append(UInt8(ascii: ","))
            quote(name, into: &line)
            line.append(UInt8(ascii: ":"))
            quote(value, into: &line)
        }
    }

    var end: String.UTF8View { self == .json ? "}".utf8 : "".utf8 }

    private func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Bytes.arePlain(UnsafeRawBufferPointer($0)) }
    }

    private func quote(_ text: String, into line: inout [UInt8]) {
        line.append(0x22)
        escape(text, into: &line)
        line.append(0x22)
    }

    /// As in a JSON string; and what turns the direction of writing is escaped too, since it can make a line read as
    /// another one.
    private func escape(_ text: String, into line: inout [UInt8]) {
        guard !isPlain(text) else { return line += text.utf8 }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: line += [0x5C, UInt8(scalar.value)]
            case 0x0A: line += "\\n".utf8
            case 0x20..<0x7F: line.append(UInt8(scalar.value))
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069:
                let hex = String(scalar.value, radix: 16)
                line += "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8
            default: line += String(scalar).utf8
            }
        }
    }
}
