@testable import ModelReferences

/// What was found in one manifest, beside what its label says.
struct ManifestScore: Sendable {
    var manifest: CorpusManifest
    var missed: [String]
    /// Found, and in no label. Only where the label is `none` is that surely wrong: labels name the models and leave
    /// out, for one, moving code.
    var spurious: [ModelReference]
    var foundClass: String

    init(_ manifest: CorpusManifest) {
        self.manifest = manifest
        let found = manifest.found
        missed = manifest.expected.filter { expected in
            !found.contains { CorpusManifest.matches(expected, $0.value) }
        }
        spurious = found.filter { reference in
            !manifest.expected.contains { CorpusManifest.matches($0, reference.value) }
        }
        foundClass = CorpusManifest.className(of: found)
    }

    var isClassRight: Bool { foundClass == manifest.expectedClass }
    var foundCount: Int { manifest.expected.count - missed.count }
}

/// The table that a reader of the corpus wants: one line for each repository.
struct Scoreboard {
    var scores: [ManifestScore]

    var table: String {
        var lines = [Self.line("repository", ["files", "found", "missed", "spurious", "class ok", "class bad"])]
        for repository in Set(scores.map(\.manifest.repository)).sorted() {
            lines.append(line(repository, scores.filter { $0.manifest.repository == repository }))
        }
        lines.append(line("all", scores))
        lines.append(line("all that are sure", scores.filter(\.manifest.isSure)))
        return lines.joined(separator: "\n")
    }

    private func line(_ name: String, _ scores: [ManifestScore]) -> String {
        let right = scores.count(where: \.isClassRight)
        let columns = [
            scores.count, scores.map(\.foundCount).reduce(0, +), scores.map(\.missed.count).reduce(0, +),
            scores.map(\.spurious.count).reduce(0, +), right, scores.count - right,
        ]
        return Self.line(name, columns.map(String.init))
    }

    private static func line(_ name: String, _ columns: [String]) -> String {
        let first = name + String(repeating: " ", count: max(0, 44 - name.count))
        return first + columns.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
    }
}
