import KubernetesModel

@testable import ModelReferences

/// One row of `corpus/manifests/INDEX.tsv`: a real manifest and what it refers to.
struct CorpusManifest: Sendable {
    var file: String
    var repository: String
    var expected: [String]
    var expectedClass: String
    var isSure: Bool

    static let all: [CorpusManifest] = {
        guard let text = SharedData.text("corpus/manifests/INDEX.tsv") else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 9 else { return nil }
            let expected = fields[6] == "-" ? [] : fields[6].split(separator: ";").map(String.init)
            return CorpusManifest(
                file: fields[0], repository: fields[1], expected: expected, expectedClass: fields[7],
                isSure: fields[8] == "sure")
        }
    }()

    /// The references of every object in the file, each with the ConfigMaps that stand beside it.
    var found: [ModelReference] {
        guard let bytes = SharedData.bytes("corpus/manifests/\(file)") else { return [] }
        // What is no YAML (a template) ends the file there; the documents in front of it count.
        let documents = YAMLParser.parseStream(bytes).compactMap { try? $0.get() }
        return Self.references(in: documents.map(\.root))
    }

    static func references(in objects: [Node]) -> [ModelReference] {
        var context = FinderContext()
        for object in objects where object["kind"]?.isString("ConfigMap") == true {
            let metadata = object["metadata"]
            let namespace = metadata?["namespace"]?.string ?? ""
            context.configMaps["\(namespace)/\(metadata?["name"]?.string ?? "")"] = object
        }
        return objects.flatMap { object in
            (try? ReferenceFinder.find(in: object, context: context))?.references ?? []
        }
    }

    /// Whether an expected value names this reference: the same text, or one with a note behind it.
    static func matches(_ expected: String, _ value: String) -> Bool {
        expected == value || isNoted(expected, value) || isNoted(value, expected)
    }

    /// `text` is `plain` and then ` (a note)` or ` -> a note`.
    private static func isNoted(_ text: String, _ plain: String) -> Bool {
        guard !plain.isEmpty, text.hasPrefix(plain) else { return false }
        let note = text.dropFirst(plain.count)
        return note.hasPrefix(" (") || note.hasPrefix(" -> ")
    }

    /// The class of the whole manifest: that of its worst reference.
    static func className(of references: [ModelReference]) -> String {
        switch references.map(\.pinning.severity).max() {
        case nil: "none"
        case 0: "immutable"
        case 1: "versioned"
        default: "mutable"
        }
    }
}
