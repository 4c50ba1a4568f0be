import Foundation
import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Published vectors")
struct URIVectorTests {
    @Test("every published vector is explained with its class", arguments: PublishedVector.all)
    func explained(_ vector: PublishedVector) {
        let found = Explainer.explain(vector.reference, consumer: vector.consumer)
        #expect(vector.accepts(found.pinning), "\(found.pinning): \(found.reason) \(found.references)")
    }
}

/// One row of `corpus/uri-vectors.tsv`.
struct PublishedVector: Sendable, CustomTestStringConvertible {
    var consumer: Consumer
    var reference: String
    var expected: String

    /// `immutable` means pinned; `mutable` is met by mutable or unresolved.
    func accepts(_ pinning: String) -> Bool {
        switch expected {
        case "immutable": pinning == "pinned"
        case "mutable": pinning == "mutable" || pinning == "unresolved"
        default: pinning == expected
        }
    }

    var testDescription: String { "\(consumer) \(reference) is \(expected)" }

    static let all: [PublishedVector] = {
        guard let text = Self.text else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 3 else { return nil }
            return PublishedVector(consumer: Consumer(fields[0]), reference: fields[1], expected: fields[2])
        }
    }()

    private static let text: String? = {
        let environment = ProcessInfo.processInfo.environment
        var directory = URL(filePath: #filePath).deletingLastPathComponent()
        var candidates = environment["PEDIGREE_SHARED"].map { [URL(filePath: $0)] } ?? []
        while directory.path != "/" {
            candidates.append(directory.appending(path: "../shared").standardizedFileURL)
            directory = directory.deletingLastPathComponent()
        }
        let files = candidates.lazy.map { $0.appending(path: "corpus/uri-vectors.tsv") }
        if let text = files.compactMap({ try? String(contentsOf: $0, encoding: .utf8) }).first { return text }
        print("skipped: no corpus/uri-vectors.tsv beside the checkout (set PEDIGREE_SHARED)")
        #expect(environment["CI"] != "true", "the corpus is missing in CI")
        return nil
    }()
}
