import KubernetesModel
import Testing

@testable import ModelReferences

/// A manifest written in a test, and what was found in it.
struct Manifest {
    var objects: [Node]

    init(_ yaml: String) throws {
        objects = try YAMLParser.parse(yaml).map(\.root)
        try #require(!objects.isEmpty)
    }

    /// The references of all objects; their ConfigMaps are seen by the others.
    var references: [ModelReference] { CorpusManifest.references(in: objects) }

    /// One line for each reference: `path = value`, and the role where it is not the model itself.
    var lines: [String] {
        references.map { reference in
            let role = reference.role == .model ? "" : " (\(reference.role.rawValue))"
            return "\(reference.path) = \(reference.value)\(role)"
        }
    }

    /// What was found in the first object.
    func workload() throws -> Workload {
        let object = try #require(objects.first)
        return try ReferenceFinder.find(in: object)
    }

    func fingerprint() throws -> Fingerprint {
        let object = try #require(objects.first)
        return Fingerprint(of: object, workload: try workload())
    }
}

/// One case of a table: a manifest and the lines that it yields.
struct ManifestCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var yaml: String
    var expected: [String]

    init(_ title: String, _ yaml: String, _ expected: [String]) {
        testDescription = title
        self.yaml = yaml
        self.expected = expected
    }
}
