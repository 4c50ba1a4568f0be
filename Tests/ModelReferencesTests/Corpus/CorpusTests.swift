import Testing

@testable import ModelReferences

@Suite("Corpus of real manifests")
struct CorpusTests {
    private static let scores = CorpusManifest.all.map(ManifestScore.init)

    @Test("prints the scoreboard")
    func scoreboard() {
        print(Scoreboard(scores: Self.scores).table)
        for score in Self.scores where !score.missed.isEmpty || !score.isClassRight || !score.spurious.isEmpty {
            let mark = score.manifest.isSure ? "sure  " : "unsure"
            print(
                "\(mark) \(score.manifest.file): missed \(score.missed), class \(score.foundClass) for "
                    + "\(score.manifest.expectedClass), also \(score.spurious.map { "\($0.value) (\($0.role) \($0.path): \($0.pinning.reason))" })"
            )
        }
    }

    @Test(
        "no reference is found in a manifest that has none",
        arguments: scores.filter { $0.manifest.expectedClass == "none" })
    func noSpurious(_ score: ManifestScore) {
        #expect(score.spurious.map { "\($0.path): \($0.value)" } == [])
    }

    @Test("every reference that is sure is found", arguments: scores.filter(\.manifest.isSure))
    func sureIsFound(_ score: ManifestScore) {
        #expect(score.missed == [])
    }

    @Test("every class that is sure is right", arguments: scores.filter(\.manifest.isSure))
    func sureIsRight(_ score: ManifestScore) {
        #expect(score.foundClass == score.manifest.expectedClass)
    }
}

extension ManifestScore: CustomTestStringConvertible {
    var testDescription: String { manifest.file }
}
