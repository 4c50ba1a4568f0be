import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Corpus of real manifests")
struct CorpusTests {
    private static let scores = CorpusManifest.all.map(ManifestScore.init)
    private static let sure = scores.filter { score in
        score.manifest.isSure && !WrongLabel.all.contains { $0.file == score.manifest.file }
    }

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

    @Test("a label that is wrong is shown to be wrong", arguments: WrongLabel.all)
    func wrongLabels(_ label: WrongLabel) {
        guard let bytes = SharedData.bytes("corpus/manifests/\(label.file)") else { return }
        let error = YAMLParser.parseStream(bytes).compactMap { result -> ParseError? in
            if case .failure(let error) = result { error } else { nil }
        }.first
        #expect(error?.position.line == label.line, "\(error?.description ?? "it can be parsed")")
    }

    @Test("every reference that is sure is found", arguments: sure)
    func sureIsFound(_ score: ManifestScore) {
        #expect(score.missed == [])
    }

    @Test("every class that is sure is right", arguments: sure)
    func sureIsRight(_ score: ManifestScore) {
        #expect(score.foundClass == score.manifest.expectedClass)
    }
}

extension ManifestScore: CustomTestStringConvertible {
    var testDescription: String { manifest.file }
}

/// A manifest that no cluster ever gets: its text is no YAML, so kubectl refuses it at the same line and there is no
/// object to label. `pedigree check` cannot decide on it, and says where.
struct WrongLabel: Sendable, CustomTestStringConvertible {
    var file: String
    var line: Int
    var reason: String

    var testDescription: String { "\(file): \(reason)" }

    static let all = [
        WrongLabel(
            file: "kserve-kserve__2.yaml", line: 10, reason: "text after the flow mapping {docker_username}"),
        WrongLabel(
            file: "kserve-kserve__34.yaml", line: 8, reason: "text after the flow mapping {username}"),
        WrongLabel(
            file: "googlecloudplatform-kubernetes-engine-samples__3.yaml", line: 28,
            reason: "a list item indented below the key that it should follow"),
        WrongLabel(
            file: "googlecloudplatform-kubernetes-engine-samples__4.yaml", line: 37,
            reason: "a list item indented below the key that it should follow"),
    ]
}
