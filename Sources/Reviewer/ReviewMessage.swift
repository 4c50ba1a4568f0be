import PolicyEngine

extension Review {
    /// What refuses the object, one finding a line, without repetition.
    package var denialLines: [String] { lines { $0.action == .deny } }

    /// What its user is warned of, one finding a line.
    package var warningLines: [String] { lines { $0.action == .warn } }

    /// The text of a denial: all findings, as far as they fit.
    package var message: String { Self.join(denialLines) }

    private func lines(where isWanted: (Finding) -> Bool) -> [String] {
        guard findings.contains(where: isWanted) else { return [] }
        var seen: Set<String> = []
        return findings.filter(isWanted).map(\.line).filter { seen.insert($0).inserted }
    }

    /// An API server hands on messages of any length; a person reads no more than this.
    private static let longest = 4096

    static func join(_ lines: [String]) -> String {
        var text = ""
        for (index, line) in lines.enumerated() {
            guard index == 0 || text.utf8.count + line.utf8.count < longest else {
                return text + more(lines.count - index)
            }
            text += index == 0 ? line : "\n\(line)"
        }
        return text
    }
}

private func more(_ count: Int) -> String { "\n… and \(count) more" }
