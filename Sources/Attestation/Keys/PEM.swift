import KubernetesModel

/// Text armour around DER (RFC 7468). What stands between the blocks is explanatory text, and ignored.
enum PEM {
    struct Block: Sendable, Hashable {
        var label: String
        var bytes: [UInt8]
    }

    /// Larger files hold no keys.
    static let longest = 1 << 20
    private static let mostBlocks = 256

    /// Every block, in its order. `Proc-Type` headers (encrypted keys of the old form) make a block unreadable here.
    static func blocks(_ text: [UInt8]) throws(KeyError) -> [Block] {
        guard text.count <= longest else { throw KeyError(tooLarge) }
        var blocks: [Block] = []
        var open: (label: String, body: [UInt8])?
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).map(trimmed) {
            if let label = label(of: line, "-----BEGIN ") {
                guard open == nil, blocks.count < mostBlocks else { throw KeyError(notPEM) }
                open = (label, [])
            } else if let label = label(of: line, "-----END ") {
                guard let block = open, block.label == label else { throw KeyError(notPEM) }
                guard let bytes = block.body.withUnsafeBytes({ StrictBase64.decode($0) }), !bytes.isEmpty else {
                    throw KeyError(badBody(label))
                }
                blocks.append(Block(label: label, bytes: bytes))
                open = nil
            } else if open != nil {
                open?.body.append(contentsOf: line)
            }
        }
        guard open == nil, !blocks.isEmpty else { throw KeyError(notPEM) }
        return blocks
    }

    static func encode(_ label: String, _ bytes: [UInt8]) -> String {
        var text = "-----BEGIN \(label)-----\n"
        let body = Array(StrictBase64.encode(bytes).utf8)
        for start in stride(from: 0, to: body.count, by: 64) {
            text += String(decoding: body[start..<min(start + 64, body.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    private static func label(of line: ArraySlice<UInt8>, _ start: String) -> String? {
        let end = "-----"
        guard line.count > start.utf8.count + end.utf8.count, line.starts(with: start.utf8),
            line.suffix(end.utf8.count).elementsEqual(end.utf8)
        else { return nil }
        return String(decoding: line.dropFirst(start.utf8.count).dropLast(end.utf8.count), as: UTF8.self)
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
        while let first = line.first, first == 0x20 || first == 0x09 { line.removeFirst() }
        return line
    }
}

// MARK: - What the user reads

private let tooLarge = "it is larger than 1 MiB, which no key is"
private let notPEM = "it is no PEM (-----BEGIN …-----, base64, -----END …-----)"
private func badBody(_ label: String) -> String { "the \(printable(label, limit: 40)) block holds no base64" }
