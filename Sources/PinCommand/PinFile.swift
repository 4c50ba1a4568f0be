import KubernetesModel

/// A file as parts that stand for themselves.
package struct PinFile: Sendable, Hashable {
    /// As it was named; `-` is standard input.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    package static let standardInput = "-"

    /// Whether its name says that it is JSON.
    var isJSON: Bool { name.lowercased().hasSuffix(".json") }

    /// The file cut in front of each line that begins with `---`, which ends every construct of YAML. With directives,
    /// which belong to what follows, and in JSON it stays whole.
    var parts: [Range<Int>] {
        guard !isJSON, !hasDirective else { return [0..<bytes.count] }
        var starts = [0]
        var line = 0
        while line < bytes.count {
            if line > 0, beginsDocument(line) { starts.append(line) }
            line = bytes[line...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        }
        return starts.enumerated().map { index, start in
            start..<(index + 1 < starts.count ? starts[index + 1] : bytes.count)
        }
    }

    private func beginsDocument(_ start: Int) -> Bool {
        guard start + 3 <= bytes.count, bytes[start..<(start + 3)].allSatisfy({ $0 == UInt8(ascii: "-") }) else {
            return false
        }
        return start + 3 == bytes.count || [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start + 3])
    }

    private var hasDirective: Bool {
        bytes.indices.contains { bytes[$0] == UInt8(ascii: "%") && ($0 == 0 || bytes[$0 - 1] == 0x0A) }
    }

    /// Whether it has `{{`, as the templates of a Helm chart have.
    var holdsTemplate: Bool { !bytes.places(of: Array("{{".utf8)).isEmpty }
}
