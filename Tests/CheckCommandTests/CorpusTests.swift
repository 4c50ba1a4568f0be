import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@testable import CheckCommand

/// Real manifests: nothing hides, and every face gives one answer.
@Suite struct CorpusTests {
    private static let files: [InputFile] = {
        guard let directory = SharedData.directory("corpus/manifests") else { return [] }
        return FileTree().read(directory).files
    }()

    @Test("check and the library give one answer for every object of the corpus", arguments: files.map(\.name))
    func sameAnswer(name: String) throws {
        let set = try Sample.set(Sample.policy(allow: "pinned, versioned"), Sample.policy("warns", action: "Warn"))
        let file = try #require(Self.files.first { $0.name == name })
        let manifests = ManifestReader.read(file).manifests
        // ConfigMaps beside an object are known to `check` alone.
        guard !manifests.contains(where: { $0.identity.gvk.kind == "ConfigMap" }) else { return }
        let report = Sample.run(set).check([file])
        try #require(report.objects.count == manifests.count)
        for (checked, manifest) in zip(report.objects, manifests) {
            let namespace = manifest.identity.namespace
            let request = ReviewRequest(
                object: manifest.object, gvk: manifest.identity.gvk, namespace: namespace,
                namespaceIsUnknown: namespace == nil, name: manifest.identity.name)
            do throws(Undecided) {
                let review = try Reviewer(policies: set).review(request, at: Sample.time)
                #expect(checked.review?.verdict == review.verdict)
                #expect(checked.review?.findings == review.findings)
                #expect(checked.review?.references == review.references)
            } catch {
                #expect(checked.undecided == error)
            }
        }
    }

    @Test("every finding's region is the text that it is about", arguments: files.map(\.name))
    func regions(name: String) throws {
        let file = try #require(Self.files.first { $0.name == name })
        // By bytes: to a String `\r\n` is one character, and no line would end.
        let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Array(String(decoding: $0, as: UTF8.self).unicodeScalars) }
        for object in Sample.run(try Sample.set(Sample.policy())).check([file]).objects {
            for located in object.findings {
                let start = located.finding.position
                try #require(start.line >= 1 && start.line <= lines.count && start.column >= 1)
                guard let end = located.end else { continue }
                #expect(start < end)
                guard start.line == end.line else { continue }
                let line = lines[start.line - 1]
                try #require(end.column - 1 <= line.count)
                let text = String(String.UnicodeScalarView(line[(start.column - 1)..<(end.column - 1)]))
                #expect(text.trimmingCharacters(in: .whitespaces) == text && !text.isEmpty, "\(start) \(text)")
            }
        }
    }

    @Test("every format writes the whole corpus", arguments: ReportFormat.all.map(\.name))
    func formats(name: String) throws {
        let format = try #require(ReportFormat.named(name))
        let report = Sample.run(try Sample.set(Sample.policy())).check(Self.files)
        let text = format.write(report, ReportOptions(showsReferences: true))
        #expect(text.hasSuffix("\n"))
        if name == "json" || name == "sarif" { _ = try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    }
}
