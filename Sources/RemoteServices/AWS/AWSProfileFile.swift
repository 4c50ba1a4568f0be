import KubernetesModel

/// A file as AWS's tools write it: `[default]`, then `aws_access_key_id = …` (AWS SDKs and Tools Reference Guide, "Shared
/// config and credentials files").
struct AWSProfileFile: Sendable {
    private var profiles: [String: [String: String]] = [:]

    init(_ text: String) {
        var profile: String?
        var hasNested = false
        for line in text.utf8.split(omittingEmptySubsequences: true, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let isIndented = line.first == 0x20 || line.first == 0x09
            let trimmed = Self.trimmed(Substring(line))
            guard let first = trimmed.utf8.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
                continue
            }
            if first == UInt8(ascii: "[") {
                profile = Self.name(trimmed)
                hasNested = false
                if let profile { profiles[profile] = profiles[profile] ?? [:] }
                continue
            }
            guard let profile, let equals = trimmed.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = Self.value(trimmed[trimmed.utf8.index(after: equals)...])
            // `s3 =` opens settings of one service, which stand below it, indented.
            if isIndented, hasNested { continue }
            hasNested = value.isEmpty
            profiles[profile]?[Self.trimmed(trimmed[..<equals]).lowercased()] = value
        }
    }

    subscript(profile: String) -> [String: String]? { profiles[profile] }

    /// `[NAME]`, or `[profile NAME]` as in `~/.aws/config`.
    private static func name(_ line: String) -> String? {
        guard let end = line.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let inside = trimmed(line[line.utf8.index(after: line.startIndex)..<end])
        return inside.hasPrefix("profile ") ? trimmed(inside.dropFirst(8)) : inside
    }

    /// Up to a comment, which begins behind a space.
    private static func value(_ text: Substring) -> String {
        let value = trimmed(text)
        var previous: UInt8 = 0
        for index in value.utf8.indices {
            let byte = value.utf8[index]
            let isMark = byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
            if isMark, previous == 0x20 || previous == 0x09 { return trimmed(value[..<index]) }
            previous = byte
        }
        return value
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var bytes = Substring(text).utf8[...]
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
